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
    this.said = `Could not load "${plugin}": ${pyRepr(plugin)}`;
  }
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
