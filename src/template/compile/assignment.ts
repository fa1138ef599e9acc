import type { AstNode, Body, Target } from '../syntax/ast.js';
import { targetNames, walk } from '../syntax/walk.js';

/** What the statements of one scope do with names, in the order of the text. */
interface Usage {
  /** Names assigned on every way through the statements. */
  readonly sure: Set<string>;
  /** Names that have a value before any assignment: read first, or assigned only on some ways. */
  readonly resolved: Set<string>;
}

/**
 * Names that a scope assigns without ever having read them: to Jinja2 they have no value at all until then, so a
 * loop or macro inside that reads one earlier finds it undefined, whatever the variables say.
 */
export function blankNames(body: Body): Set<string> {
  const { sure, resolved } = usageOf(body.children);
  return new Set([...sure].filter((name) => !resolved.has(name)));
}

function usageOf(statements: readonly AstNode[]): Usage {
  const usage: Usage = { sure: new Set(), resolved: new Set() };
  for (const statement of statements) visit(statement, usage);
  return usage;
}

function visit(node: AstNode, usage: Usage): void {
  switch (node.typename) {
    case 'NodeList':
      for (const child of node.children) visit(child, usage);
      return;
    case 'If':
      read(node.cond, usage);
      branch(usageOf([node.body]), node.else_ ? usageOf([node.else_]) : undefined, usage);
      return;
    case 'Set':
      read(node.value, usage);
      store(node.target, usage);
      return;
    case 'SetBlock':
      store(node.target, usage);
      return;
    case 'Macro':
      usage.sure.add(node.name);
      return;
    case 'Import':
      read(node.template, usage);
      usage.sure.add(node.target);
      return;
    case 'FromImport':
      read(node.template, usage);
      for (const { alias } of node.names) usage.sure.add(alias);
      return;
    case 'For':
      read(node.arr, usage);
      return;
    case 'With':
      for (const { value } of node.bindings) read(value, usage);
      return;
    case 'CallBlock':
      read(node.call, usage);
      return;
    case 'FilterBlock':
      read(node.filter, usage);
      return;
    case 'Block':
      return;
    default:
      read(node, usage);
  }
}

/** Joins the two ways of an `if`: what only one of them assigns keeps the value it has outside. */
function branch(first: Usage, second: Usage | undefined, into: Usage): void {
  const ways = [first, second ?? { sure: new Set<string>(), resolved: new Set<string>() }];
  for (const way of ways) {
    for (const name of way.resolved) if (!into.sure.has(name)) into.resolved.add(name);
    for (const name of way.sure) {
      if (!ways.every((other) => other.sure.has(name)) && !into.sure.has(name)) into.resolved.add(name);
    }
  }
  for (const way of ways) for (const name of way.sure) into.sure.add(name);
}

function store(target: Target, usage: Usage): void {
  if (target.typename === 'NamespaceRef') note(target.name, usage);
  else for (const name of targetNames(target)) usage.sure.add(name);
}

function read(expression: AstNode, usage: Usage): void {
  walk(expression, (node) => {
    if (node.typename === 'Symbol') note(node.value, usage);
    return undefined;
  });
}

function note(name: string, usage: Usage): void {
  if (!usage.sure.has(name)) usage.resolved.add(name);
}
