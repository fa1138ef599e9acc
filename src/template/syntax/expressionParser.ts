import { node, Parser } from '../nunjucks.js';
import type { Arguments, At, BinaryType, Compare, Expr } from './ast.js';
import { SyntaxFault } from './syntaxFault.js';
import type { Token } from './token.js';

const deepest = 200;
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const sums: Readonly<Record<string, BinaryType>> = { '+': 'Add', '-': 'Sub' };
const products: Readonly<Record<string, BinaryType>> = {
  '*': 'Mul',
  '/': 'Div',
  '//': 'FloorDiv',
  '%': 'Mod',
};
const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Jinja2's expression grammar over nunjucks' token bookkeeping; loosest operator first. */
export class ExpressionParser extends Parser<Token> {
  private depth = 0;

  /** An expression, by default with `a if b else c` at the top. */
  parseExpression(withInlineIf = true): Expr {
    if (++this.depth > deepest) this.fail('the expression is nested too deeply');
    const expr = withInlineIf ? this.parseInlineIf() : this.parseOr();
    this.depth--;
    return expr;
  }

  /** An expression or, where commas follow, a tuple without parentheses. */
  parseTuple(withInlineIf = true, endWord?: string): Expr {
    const at = this.peekToken();
    const children: Expr[] = [this.parseExpression(withInlineIf)];
    let comma = false;
    while (this.skipOperator(',')) {
      comma = true;
      if (this.atTupleEnd(endWord)) break;
      children.push(this.parseExpression(withInlineIf));
    }
    return comma ? node('Tuple', at, { children }) : children[0]!;
  }

  private atTupleEnd(endWord?: string): boolean {
    const { type, value } = this.peekToken();
    if (type === 'variable-end' || type === 'block-end' || type === 'eof') return true;
    return (type === 'operator' && value === ')') || (type === 'symbol' && value === endWord);
  }

  private parseInlineIf(): Expr {
    let expr = this.parseOr();
    for (let at = this.peekToken(); this.skipSymbol('if'); at = this.peekToken()) {
      const cond = this.parseOr();
      const else_ = this.skipSymbol('else') ? this.parseExpression() : null;
      expr = node('InlineIf', at, { cond, body: expr, else_ });
    }
    return expr;
  }

  private parseOr(): Expr {
    let left = this.parseAnd();
    for (let at = this.peekToken(); this.skipSymbol('or'); at = this.peekToken()) {
      left = node('Or', at, { left, right: this.parseAnd() });
    }
    return left;
  }

  private parseAnd(): Expr {
    let left = this.parseNot();
    for (let at = this.peekToken(); this.skipSymbol('and'); at = this.peekToken()) {
      left = node('And', at, { left, right: this.parseNot() });
    }
    return left;
  }

  private parseNot(): Expr {
    const at = this.peekToken();
    if (!this.skipSymbol('not')) return this.parseCompare();
    if (++this.depth > deepest) this.fail('the expression is nested too deeply');
    const target = this.parseNot();
    this.depth--;
    return node('Not', at, { target });
  }

  private parseCompare(): Expr {
    const expr = this.parseSum();
    const ops: Compare['ops'] = [];
    for (;;) {
      const at = this.peekToken();
      if (at.type === 'operator' && comparisons.has(at.value)) {
        this.nextToken();
        ops.push({ type: at.value, expr: this.parseSum(), at });
      } else if (this.skipSymbol('in')) ops.push({ type: 'in', expr: this.parseSum(), at });
      else if (this.skipSymbol('not')) {
        this.expectWord('in');
        ops.push({ type: 'notin', expr: this.parseSum(), at });
      } else return ops.length === 0 ? expr : node('Compare', ops[0]!.at, { expr, ops });
    }
  }

  private parseSum(): Expr {
    return this.parseBinary(sums, () => this.parseConcat());
  }

  private parseConcat(): Expr {
    const at = this.peekToken();
    const children = [this.parseProduct()];
    while (this.skipOperator('~')) children.push(this.parseProduct());
    return children.length === 1 ? children[0]! : node('Concat', at, { children });
  }

  private parseProduct(): Expr {
    return this.parseBinary(products, () => this.parsePower());
  }

  private parsePower(): Expr {
    return this.parseBinary({ '**': 'Pow' }, () => this.parseUnary());
  }

  private parseBinary(operators: Readonly<Record<string, BinaryType>>, operand: () => Expr): Expr {
    let left = operand();
    for (;;) {
      const at = this.peekToken();
      const type = at.type === 'operator' ? operators[at.value] : undefined;
      if (type === undefined) return left;
      this.nextToken();
      left = node(type, at, { left, right: operand() });
    }
  }

  private parseUnary(withFilters = true): Expr {
    const at = this.peekToken();
    if (++this.depth > deepest) this.fail('the expression is nested too deeply');
    let expr: Expr;
    if (this.skipOperator('-')) expr = node('Neg', at, { target: this.parseUnary(false) });
    else if (this.skipOperator('+')) expr = node('Pos', at, { target: this.parseUnary(false) });
    else expr = this.parsePrimary();
    this.depth--;
    expr = this.parsePostfix(expr);
    return withFilters ? this.parseFilterExpression(expr) : expr;
  }

  private parsePrimary(): Expr {
    const token = this.nextToken();
    switch (token.type) {
      case 'symbol': {
        const constant = constants.get(token.value);
        if (constant !== undefined) return node('Literal', token, { value: constant });
        return node('Symbol', token, { value: token.value });
      }
      case 'string':
        return node('Literal', token, { value: this.joinStrings(token.value) });
      case 'int':
      case 'float':
        return node('Literal', token, { value: token.number! });
      case 'operator':
        if (token.value === '(') return this.parseParentheses(token);
        if (token.value === '[') return this.parseList(token);
        if (token.value === '{') return this.parseDict(token);
    }
    return this.failAt(token, `expected an expression, got ${describe(token)}`);
  }

  private joinStrings(first: string): string {
    let text = first;
    while (this.peekToken().type === 'string') text += this.nextToken().value;
    return text;
  }

  private parseParentheses(at: At): Expr {
    if (this.skipOperator(')')) return node('Tuple', at, { children: [] });
    const expr = this.parseTuple();
    this.expectOperator(')');
    return expr;
  }

  private parseList(at: At): Expr {
    return node('Array', at, { children: this.parseSequence(']', () => this.parseExpression()) });
  }

  private parseDict(at: At): Expr {
    const children = this.parseSequence('}', () => {
      const key = this.parseExpression();
      this.expectOperator(':');
      return node('Pair', key, { key, value: this.parseExpression() });
    });
    return node('Dict', at, { children });
  }

  /** Elements separated by commas up to the closing bracket; a trailing comma is allowed. */
  private parseSequence<T>(end: string, element: () => T): T[] {
    const items: T[] = [];
    while (!this.skipOperator(end)) {
      if (items.length > 0) {
        this.expectOperator(',');
        if (this.skipOperator(end)) break;
      }
      items.push(element());
    }
    return items;
  }

  private parsePostfix(start: Expr): Expr {
    let expr = start;
    for (;;) {
      const at = this.peekToken();
      if (at.type !== 'operator') return expr;
      if (this.skipOperator('.')) expr = this.parseAttribute(expr, at);
      else if (this.skipOperator('[')) expr = this.parseSubscript(expr, at);
      else if (at.value === '(') expr = node('FunCall', at, { name: expr, args: this.parseArguments() });
      else return expr;
    }
  }

  private parseAttribute(target: Expr, at: At): Expr {
    const name = this.nextToken();
    if (name.type === 'int') {
      const val = node('Literal', name, { value: name.number! });
      return node('LookupVal', at, { target, val, attribute: false });
    }
    if (name.type !== 'symbol')
      this.failAt(name, `expected a name or a number after ".", got ${describe(name)}`);
    return node('LookupVal', at, {
      target,
      val: node('Literal', name, { value: name.value }),
      attribute: true,
    });
  }

  private parseSubscript(target: Expr, at: At): Expr {
    const keys = this.parseSequence(']', () => this.parseSubscribed());
    if (keys.length === 0) this.failAt(at, 'expected a key between "[" and "]"');
    const val = keys.length === 1 ? keys[0]! : node('Tuple', at, { children: keys });
    return node('LookupVal', at, { target, val, attribute: false });
  }

  private parseSubscribed(): Expr {
    const at = this.peekToken();
    let start: Expr | null = null;
    if (!this.skipOperator(':')) {
      start = this.parseExpression();
      if (!this.skipOperator(':')) return start;
    }
    const stop = this.parseBound();
    const step = this.skipOperator(':') ? this.parseBound() : null;
    return node('Slice', at, { start, stop, step });
  }

  private parseBound(): Expr | null {
    const { type, value } = this.peekToken();
    const open = type === 'operator' && (value === ':' || value === ']' || value === ',');
    return open ? null : this.parseExpression();
  }

  /** Filters, tests and further calls after an operand. */
  private parseFilterExpression(start: Expr): Expr {
    let expr = start;
    for (;;) {
      const at = this.peekToken();
      if (this.skipOperator('|')) expr = this.parseFilter(expr);
      else if (this.skipSymbol('is')) expr = this.parseTest(expr);
      else if (at.type === 'operator' && at.value === '(') {
        expr = node('FunCall', at, { name: expr, args: this.parseArguments() });
      } else return expr;
    }
  }

  /** One filter after its `|`, or the first of a filter block. */
  protected parseFilter(input: Expr): Expr {
    const at = this.peekToken();
    const name = this.parseDottedName();
    return node('Filter', at, { name, input, args: this.parseOptionalArguments() });
  }

  private parseTest(input: Expr): Expr {
    const negated = this.skipSymbol('not');
    const at = this.peekToken();
    const name = this.parseDottedName();
    const args = this.parseOptionalArguments();
    if (args.positional.length === 0 && this.atTestArgument()) {
      args.positional.push(this.parsePostfix(this.parsePrimary()));
    }
    const test = node('Is', at, { name, input, args });
    return negated ? node('Not', at, { target: test }) : test;
  }

  /** A test takes one argument without parentheses, which may not start with an operator. */
  private atTestArgument(): boolean {
    const token = this.peekToken();
    if (token.type === 'symbol' && token.value === 'is') this.fail('tests cannot be chained with "is"');
    if (token.type === 'symbol')
      return !['else', 'or', 'and', 'if', 'in', 'not', 'recursive'].includes(token.value);
    if (token.type === 'operator') return token.value === '[' || token.value === '{';
    return token.type === 'string' || token.type === 'int' || token.type === 'float';
  }

  private parseDottedName(): string {
    let name = this.expectName().value;
    while (this.skipOperator('.')) name += `.${this.expectName().value}`;
    return name;
  }

  private parseOptionalArguments(): Arguments {
    const { type, value } = this.peekToken();
    const present = type === 'operator' && value === '(';
    return present
      ? this.parseArguments()
      : { positional: [], keywords: [], spread: null, spreadKeywords: null };
  }

  protected parseArguments(): Arguments {
    const args: Arguments = { positional: [], keywords: [], spread: null, spreadKeywords: null };
    this.expectOperator('(');
    this.parseSequence(')', () => this.parseArgument(args));
    return args;
  }

  private parseArgument(args: Arguments): void {
    const at = this.peekToken();
    if (this.skipOperator('**')) {
      if (args.spreadKeywords) this.failAt(at, 'only one "**" argument is possible');
      args.spreadKeywords = this.parseExpression();
    } else if (this.skipOperator('*')) {
      if (args.spread || args.spreadKeywords)
        this.failAt(at, 'a "*" argument must come once and before "**"');
      args.spread = this.parseExpression();
    } else {
      const value = this.parseExpression();
      if (value.typename === 'Symbol' && this.skipOperator('=')) {
        if (args.spreadKeywords) this.failAt(at, 'a named argument must come before "**"');
        args.keywords.push({ name: value.value, value: this.parseExpression() });
      } else if (args.spread || args.spreadKeywords || args.keywords.length > 0) {
        this.failAt(at, 'a positional argument must come before named ones');
      } else args.positional.push(value);
    }
  }

  protected skipOperator(value: string): boolean {
    return this.skipValue('operator', value);
  }

  protected expectOperator(value: string): Token {
    const token = this.nextToken();
    if (token.type === 'operator' && token.value === value) return token;
    return this.failAt(token, `expected "${value}", got ${describe(token)}`);
  }

  protected expectWord(value: string): Token {
    const token = this.nextToken();
    if (token.type === 'symbol' && token.value === value) return token;
    return this.failAt(token, `expected "${value}", got ${describe(token)}`);
  }

  protected expectName(): Token {
    const token = this.nextToken();
    return token.type === 'symbol' ? token : this.failAt(token, `expected a name, got ${describe(token)}`);
  }

  protected failAt(at: At, message: string, fix?: string): never {
    throw new SyntaxFault(message, at.lineno, at.colno, fix);
  }

  override fail(message: string): never {
    return this.failAt(this.peekToken(), message);
  }
}

/** A token in the words of an error message. */
export function describe(token: Token): string {
  switch (token.type) {
    case 'eof':
      return 'the end of the text';
    case 'block-end':
    case 'variable-end':
      return 'the end of the tag';
    case 'data':
    case 'block-start':
    case 'variable-start':
      return 'the start of a tag';
    case 'string':
      return 'a string';
    default:
      return `"${token.value}"`;
  }
}
