import type { Value } from '../../value/types.js';
import { Compiler, node } from '../nunjucks.js';
import type {
  Arguments,
  At,
  Binary,
  Captured,
  Compare,
  Concat,
  DictLiteral,
  Embedded,
  Expr,
  Filter,
  FunCall,
  InlineIf,
  Is,
  ListLiteral,
  Literal,
  Logical,
  LookupVal,
  Name,
  Slice,
  TupleLiteral,
  Unary,
} from '../syntax/ast.js';
import type { Frame } from './frame.js';
import { originAsked } from './origin.js';

const binary: Readonly<Record<Binary['typename'], string>> = {
  Add: 'add',
  Sub: 'subtract',
  Mul: 'multiply',
  Div: 'divide',
  FloorDiv: 'floorDivide',
  Mod: 'modulo',
  Pow: 'power',
};
const comparison: Readonly<Record<string, (a: string, b: string) => string>> = {
  '==': (a, b) => `equal(${a}, ${b}`,
  '!=': (a, b) => `!equal(${a}, ${b}`,
  '<': (a, b) => `less(${a}, ${b}`,
  '<=': (a, b) => `lessEqual(${a}, ${b}`,
  '>': (a, b) => `greater(${a}, ${b}`,
  '>=': (a, b) => `greaterEqual(${a}, ${b}`,
  in: (a, b) => `within(${a}, ${b}`,
  notin: (a, b) => `!within(${a}, ${b}`,
};
function isLookup(name: Expr): boolean {
  return name.typename === 'Symbol' && lookups.has(name.value);
}

/** Texts among the arguments of a lookup are templates of their own; values of variables are not. */
function embedTemplates(args: Arguments): Arguments {
  const positional = args.positional.map((arg) =>
    arg.typename === 'Literal' && typeof arg.value === 'string' && arg.value.includes('{{')
      ? node('Embedded', arg, { text: arg.value })
      : arg,
  );
  return { ...args, positional };
}

/** Whether Jinja2 computes an arithmetic expression while it compiles. */
function isConstant(expr: Expr): boolean {
  if (expr.typename === 'Neg' || expr.typename === 'Pos') return isConstant(expr.target);
  return expr.typename in binary
    ? isConstant((expr as Binary).left) && isConstant((expr as Binary).right)
    : expr.typename === 'Literal';
}

const lookups: ReadonlySet<string> = new Set(['lookup', 'query', 'q']);
const boolean = new Set<string>(['Compare', 'Is', 'Not']);

/**
 * Generates JS for expressions. The code calls functions of the runtime by name; each call that can fail sets
 * the variable `p` (an index into `positions`) in its last argument, after the operands were evaluated.
 */
export class ExpressionCompiler extends Compiler {
  /** Line and column of each position, flat. */
  readonly positions: number[] = [0, 0];
  /** Values that have no literal in JS. */
  readonly constants: Value[] = [];
  protected temporaries: string[] = [];
  /** Inside an `autoescape` block; with a constant true value `~` escapes too. */
  protected autoescape: 'none' | 'constant' | 'computed' = 'none';

  /** Code of an expression, without putting it into the buffer. */
  protected code(expr: Expr, frame: Frame): string {
    const outer = this.codebuf;
    this.codebuf = [];
    this.compile(expr, frame);
    const text = this.codebuf.join('');
    this.codebuf = outer;
    return text;
  }

  /** `p=<n>`: the argument that remembers the place. */
  protected place(at: At): string {
    const last = this.positions.length - 2;
    if (this.positions[last] === at.lineno && this.positions[last + 1] === at.colno) return `p=${last / 2}`;
    this.positions.push(at.lineno, at.colno);
    return `p=${last / 2 + 1}`;
  }

  /** Code of a JS condition: the expression's truth. */
  protected truth(expr: Expr, frame: Frame): string {
    const code = this.code(expr, frame);
    return boolean.has(expr.typename) ? code : `truthy(${code}, ${this.place(expr)})`;
  }

  protected temporary(): string {
    const id = this._tmpid();
    this.temporaries.push(id);
    return id;
  }

  protected list(items: readonly Expr[], frame: Frame): string {
    return `[${items.map((item) => this.code(item, frame)).join(', ')}]`;
  }

  compileLiteral(node: Literal): void {
    const { value } = node;
    if ((typeof value === 'object' && value !== null) || value === Infinity) {
      this.constants.push(value);
      this._emit(`K[${this.constants.length - 1}]`);
    } else this._emit(typeof value === 'bigint' ? `${value}n` : JSON.stringify(value));
  }

  compileSymbol(node: Name, frame: Frame): void {
    const local = frame.lookup(node.value);
    const name = JSON.stringify(node.value);
    if (local?.definite) this._emit(local.id);
    else if (local) {
      const read = local.blank ? 'missing' : 'get';
      this._emit(`(${local.id} === undefined ? c.${read}(${name}, ${this.place(node)}, u) : ${local.id})`);
    } else this._emit(`c.get(${name}, ${this.place(node)}, u)`);
  }

  compileCaptured(node: Captured): void {
    this._emit(node.id);
  }

  compileArray(node: ListLiteral, frame: Frame): void {
    this._emit(this.list(node.children, frame));
  }

  compileTuple(node: TupleLiteral, frame: Frame): void {
    this._emit(`new Tuple(${this.list(node.children, frame)})`);
  }

  compileDict(node: DictLiteral, frame: Frame): void {
    const pairs = node.children.map(
      ({ key, value }) => `[${this.code(key, frame)}, ${this.code(value, frame)}]`,
    );
    this._emit(`dictOf([${pairs.join(', ')}], ${this.place(node)})`);
  }

  compileLookupVal(node: LookupVal, frame: Frame): void {
    const target = this.code(node.target, frame);
    if (node.val.typename === 'Slice') {
      this._emit(`slice(${target}, ${this.code(node.val, frame)}, ${this.place(node)})`);
    } else {
      const fn = node.attribute ? 'attribute' : 'element';
      this._emit(`${fn}(${target}, ${this.code(node.val, frame)}, ${this.place(node.val)}, u)`);
    }
  }

  compileSlice(node: Slice, frame: Frame): void {
    const bounds = [node.start, node.stop, node.step];
    this._emit(bounds.map((bound) => (bound ? this.code(bound, frame) : 'undefined')).join(', '));
  }

  compileFunCall(node: FunCall, frame: Frame): void {
    const name = this.code(node.name, frame);
    const args = isLookup(node.name) ? embedTemplates(node.args) : node.args;
    this._emit(`call(${name}, ${this.args(args, frame)}, ${this.place(node.name)})`);
  }

  compileEmbedded(node: Embedded): void {
    this._emit(`c.embedded(${JSON.stringify(node.text)})`);
  }

  compileFilter(node: Filter, frame: Frame): void {
    const name = JSON.stringify(node.name);
    this._emit(
      `c.filter(${name}, ${this.operand(node, frame)}, ${this.args(node.args, frame)}, ${this.place(node)})`,
    );
  }

  compileIs(node: Is, frame: Frame): void {
    const name = JSON.stringify(node.name);
    this._emit(
      `c.test(${name}, ${this.operand(node, frame)}, ${this.args(node.args, frame)}, ${this.place(node)})`,
    );
  }

  /** The operand of a filter or test; some of them ask what a variable was made from. */
  private operand(node: Filter | Is, frame: Frame): string {
    const value = this.code(node.input, frame);
    const origin = originAsked(node);
    if (!origin || frame.lookup(origin.place.name)) return value;
    return origin.asks === 'class'
      ? `c.classed(${value}, ${JSON.stringify(origin.place)})`
      : `(c.envelope(${JSON.stringify(origin.place.name)}) ?? ${value})`;
  }

  /** Two arguments of the generated call: positional values and keywords. */
  protected args(args: Arguments, frame: Frame, extraKeyword?: string): string {
    const positional = args.positional.map((arg) => this.code(arg, frame));
    if (args.spread)
      positional.push(`...iterate(${this.code(args.spread, frame)}, ${this.place(args.spread)})`);
    const keywords = args.keywords.map(
      ({ name, value }) => `[${JSON.stringify(name)}, ${this.code(value, frame)}]`,
    );
    if (extraKeyword !== undefined) keywords.push(extraKeyword);
    const spread = args.spreadKeywords;
    if (spread) keywords.push(`...keywordsOf(${this.code(spread, frame)}, ${this.place(spread)})`);
    return `[${positional.join(', ')}], ${keywords.length > 0 ? `new Map([${keywords.join(', ')}])` : 'none'}`;
  }

  private binary(node: Binary, frame: Frame, leftOperand = node.left): void {
    const left = this.code(leftOperand, frame);
    this._emit(`${binary[node.typename]}(${left}, ${this.code(node.right, frame)}, ${this.place(node)})`);
  }
  compileAdd(node: Binary, frame: Frame): void {
    this.binary(node, frame);
  }
  compileSub(node: Binary, frame: Frame): void {
    this.binary(node, frame);
  }
  compileMul(node: Binary, frame: Frame): void {
    this.binary(node, frame);
  }
  compileDiv(node: Binary, frame: Frame): void {
    this.binary(node, frame);
  }
  compileFloorDiv(node: Binary, frame: Frame): void {
    this.binary(node, frame);
  }
  compileMod(node: Binary, frame: Frame): void {
    this.binary(node, frame);
  }
  /** Jinja2 writes the constant `-2` into Python's `-2 ** n`, where the power then binds tighter than the sign. */
  compilePow(node: Binary, frame: Frame): void {
    const { left, right } = node;
    const negated = left.typename === 'Neg' && left.target.typename === 'Literal' && !isConstant(right);
    if (negated) this._emit('negate(');
    this.binary(node, frame, negated ? left.target : left);
    if (negated) this._emit(`, ${this.place(node)})`);
  }

  compileNeg(node: Unary, frame: Frame): void {
    this._emit(`negate(${this.code(node.target, frame)}, ${this.place(node)})`);
  }
  compilePos(node: Unary, frame: Frame): void {
    this._emit(`positive(${this.code(node.target, frame)}, ${this.place(node)})`);
  }
  compileNot(node: Unary, frame: Frame): void {
    this._emit(`!${this.truth(node.target, frame)}`);
  }

  compileConcat(node: Concat, frame: Frame): void {
    const join = this.autoescape === 'constant' ? 'joinMarkup' : 'join';
    this._emit(`${join}(${this.list(node.children, frame)}, ${this.place(node)})`);
  }

  compileAnd(node: Logical, frame: Frame): void {
    const kept = this.temporary();
    const left = this.code(node.left, frame);
    this._emit(
      `(truthy(${kept} = ${left}, ${this.place(node.left)}) ? ${this.code(node.right, frame)} : ${kept})`,
    );
  }

  compileOr(node: Logical, frame: Frame): void {
    const kept = this.temporary();
    const left = this.code(node.left, frame);
    this._emit(
      `(truthy(${kept} = ${left}, ${this.place(node.left)}) ? ${kept} : ${this.code(node.right, frame)})`,
    );
  }

  compileInlineIf(node: InlineIf, frame: Frame): void {
    const cond = this.truth(node.cond, frame);
    const otherwise = node.else_ ? this.code(node.else_, frame) : `withoutElse(${node.lineno + 1})`;
    this._emit(`(${cond} ? ${this.code(node.body, frame)} : ${otherwise})`);
  }

  compileCompare(node: Compare, frame: Frame): void {
    let left = this.code(node.expr, frame);
    const parts = node.ops.map(({ type, expr, at }, i) => {
      let right = this.code(expr, frame);
      const kept = i + 1 < node.ops.length ? this.temporary() : undefined;
      if (kept !== undefined) right = `${kept} = ${right}`;
      const part = `${comparison[type]!(left, right)}, ${this.place(at)})`;
      left = kept ?? '';
      return part;
    });
    this._emit(parts.length === 1 ? parts[0]! : `(${parts.join(' && ')})`);
  }
}
