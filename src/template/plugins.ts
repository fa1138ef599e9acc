import { didYouMean } from '../diag/suggest.js';
import { pyRepr } from '../value/repr.js';
import { shortName } from './shortName.js';
import type { AstNode } from './syntax/ast.js';
import { SyntaxFault } from './syntax/syntaxFault.js';
import { walk } from './syntax/walk.js';

/** Names of filters or tests. */
type Registry = Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>;

/** A filter or test that does not exist. Jinja2 finds it when it compiles the text, wherever it stands. */
class UnknownPlugin extends SyntaxFault {
  override readonly name = 'UnknownPlugin';
  override readonly code: string;
  override readonly said: string;

  constructor(kind: 'filter' | 'test', plugin: string, known: Registry, lineno: number, colno: number) {
    super(
      `unknown ${kind} '${plugin}'`,
      lineno,
      colno,
      didYouMean(shortName(plugin), known.keys()) ?? undefined,
    );
    this.code = `unknown-${kind}`;
    this.said = notLoaded(plugin);
  }
}

/** ansible-core's sentence about a filter or test that it does not find. */
export function notLoaded(name: string): string {
  const collection = /^(?!ansible\.(?:builtin|legacy)\.)(\w+\.\w+)\.\w+(?:\.\w+)*$/.exec(name)?.[1];
  let reason = name;
  if (collection !== undefined)
    reason = `Invalid plugin FQCN (${name}): unable to locate collection ${collection}`;
  else if (!/^[\w.]+$/.test(name)) reason = `invalid plugin name: ansible.builtin.${name}`;
  return `Could not load "${name}": ${pyRepr(reason)}`;
}

/** The filters and tests below `tree` that do not exist. */
export function unknownPlugins(tree: unknown, filters: Registry, tests: Registry): SyntaxFault[] {
  const faults: SyntaxFault[] = [];
  walk(tree, (node) => {
    const fault = unknownPlugin(node, filters, tests);
    if (fault) faults.push(fault);
    return undefined;
  });
  return faults;
}

/** Throws a SyntaxFault for the first filter or test that does not exist. */
export function requirePlugins(tree: unknown, filters: Registry, tests: Registry): void {
  const [first] = unknownPlugins(tree, filters, tests);
  if (first) throw first;
}

function unknownPlugin(node: AstNode, filters: Registry, tests: Registry): SyntaxFault | undefined {
  if (node.typename !== 'Filter' && node.typename !== 'Is') return undefined;
  const kind = node.typename === 'Filter' ? 'filter' : 'test';
  const known = kind === 'filter' ? filters : tests;
  if (known.has(node.name) || known.has(shortName(node.name))) return undefined;
  return new UnknownPlugin(kind, node.name, known, node.lineno, node.colno);
}
