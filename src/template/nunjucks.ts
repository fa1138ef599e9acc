/**
 * The only door to nunjucks: its Parser (token stream and block bookkeeping), its Compiler (code buffer and
 * dispatch by node type) and its node classes. nunjucks.contract.test.ts pins the private parts used here.
 */
import compilerModule from 'nunjucks/src/compiler.js';
import nunjucksNodes from 'nunjucks/src/nodes.js';
import parserModule from 'nunjucks/src/parser.js';
import type { AstNode, At } from './syntax/ast.js';

export const { Parser } = parserModule;
export const { Compiler } = compilerModule;

/** Node types of Jinja2 that nunjucks has not. */
const added = [
  'Tuple',
  'Slice',
  'Captured',
  'Embedded',
  'NamespaceRef',
  'TargetTuple',
  'Print',
  'SetBlock',
  'CallBlock',
  'FilterBlock',
  'With',
  'Autoescape',
  'Do',
  'Break',
  'Continue',
];
const classes = new Map<string, typeof nunjucksNodes.Node>();
for (const name of added) classes.set(name, nunjucksNodes.Node.extend(name, { fields: [] }));

/** Makes a node of the given type at the place of `at`, with its fields set. */
export function node<T extends AstNode['typename']>(
  typename: T,
  at: At,
  fields: Omit<Extract<AstNode, { typename: T }>, 'typename' | 'lineno' | 'colno'>,
): Extract<AstNode, { typename: T }> {
  const NodeClass = classes.get(typename) ?? nunjucksNodes[typename];
  if (NodeClass === undefined) throw new Error(`nunjucks has no node type ${typename}`);
  const made: unknown = Object.assign(new NodeClass(at.lineno, at.colno), fields);
  return made as Extract<AstNode, { typename: T }>;
}
