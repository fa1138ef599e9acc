import type { Value } from '../../value/types.js';
import type { RenderContext } from '../runtime/context.js';
import { runtime } from '../runtime/library.js';
import type { Unit } from '../runtime/unit.js';
import type { Body, Expr } from '../syntax/ast.js';
import { Lexer } from '../syntax/lexer.js';
import { StatementParser } from '../syntax/statementParser.js';
import { SyntaxFault } from '../syntax/syntaxFault.js';
import type { Syntax } from '../syntax/token.js';
import { walk } from '../syntax/walk.js';
import { TemplateCompiler } from './loopCompiler.js';
import type { Flavor } from './outputCompiler.js';

/** The function of a template's `block`. `depth` counts the overridden blocks above it. */
export interface CompiledBlock {
  readonly required: boolean;
  readonly run: (context: RenderContext, unit: Unit, depth: number) => Value;
}

/** Compiled text, independent of the file it stands in. */
export interface Program {
  readonly root: (context: RenderContext, unit: Unit) => Value;
  readonly blocks: Readonly<Record<string, CompiledBlock>>;
  /** 0-based line and column of each place that generated code names, flat. */
  readonly positions: readonly number[];
  readonly tree: Body | Expr;
  /** The text calls methods that change lists or dicts. */
  readonly mutates: boolean;
}

/** Parses a template. Throws SyntaxFault. */
export function parseTemplate(text: string, syntax: Syntax): Body {
  return withinStack(() => new StatementParser(new Lexer(text, syntax), syntax.extensions).parseTemplate());
}

/** Parses a bare expression. Throws SyntaxFault. */
export function parseExpression(text: string, syntax: Syntax): Expr {
  return withinStack(() =>
    new StatementParser(new Lexer(text, syntax).insideExpression(), syntax.extensions).parseBare(),
  );
}

/** Compiles a template. Throws SyntaxFault. */
export function compileTemplate(text: string, syntax: Syntax, flavor: Flavor): Program {
  const tree = parseTemplate(text, syntax);
  const compiler = new TemplateCompiler(flavor);
  return withinStack(() => link(compiler.compileTemplate(tree), compiler, tree));
}

/** Compiles a bare expression, whose value `root` returns. Throws SyntaxFault. */
export function compileExpression(text: string, syntax: Syntax): Program {
  const tree = parseExpression(text, syntax);
  const compiler = new TemplateCompiler('values');
  return withinStack(() => link(compiler.compileBare(tree), compiler, tree));
}

/** Compiles the condition of a text that is one `if` statement; `root` returns its value. Throws SyntaxFault. */
export function compileCondition(text: string, syntax: Syntax): Program {
  const [only, ...others] = parseTemplate(text, syntax).children;
  if (only?.typename !== 'If' || others.length > 0) {
    throw new SyntaxFault('a condition is a single expression', 0, 0);
  }
  const compiler = new TemplateCompiler('values');
  return withinStack(() => link(compiler.compileBare(only.cond), compiler, only.cond));
}

/** Operators without parentheses nest to the left without limit; the stack ends before they do. */
function withinStack<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxFault('the template is nested too deeply', 0, 0);
    throw error;
  }
}

const names = Object.keys(runtime);
const functions = Object.values(runtime);

/** Generated code holds no text of the template but JSON strings, so it cannot do more than call the runtime. */
function link(code: string, compiler: TemplateCompiler, tree: Body | Expr): Program {
  const make = new Function(...names, 'K', `"use strict";\n${code}`) as (
    ...given: unknown[]
  ) => Pick<Program, 'root' | 'blocks'>;
  return {
    ...make(...functions, compiler.constants),
    positions: compiler.positions,
    tree,
    mutates: mutates(tree),
  };
}

const mutators: ReadonlySet<Value> = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'sort',
  'reverse',
  'update',
  'setdefault',
  '__setitem__',
  '__delitem__',
]);

function mutates(tree: Body | Expr): boolean {
  let found = false;
  walk(tree, (node) => {
    if (node.typename === 'LookupVal' && node.val.typename === 'Literal' && mutators.has(node.val.value))
      found = true;
    return !found;
  });
  return found;
}
