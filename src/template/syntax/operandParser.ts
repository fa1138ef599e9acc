import { node } from '../nunjucks.js';
import type { Arguments, At, Expr } from './ast.js';
import { describe, TokenParser } from './tokenParser.js';

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** How a tuple may be written. */
export interface TupleOptions {
  /** Elements may be `a if b else c`. Default true. */
  readonly withInlineIf?: boolean;
  /** No expression at all is an empty tuple. */
  readonly parentheses?: boolean;
  /** Elements are literals, names and parentheses only. */
  readonly simple?: boolean;
}

/** Operands of Jinja2's expressions: literals, names, attributes, subscripts, calls, filters and tests. */
export abstract class OperandParser extends TokenParser {
  /** An expression, by default with `a if b else c` at the top. */
  abstract parseExpression(withInlineIf?: boolean): Expr;
  /** An expression or, where commas follow, a tuple without parentheses. */
  abstract parseTuple(options?: TupleOptions): Expr;

  protected parsePrimary(): Expr {
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
        if (token.value === '(') return this.parseParentheses();
        if (token.value === '[') return this.parseList(token);
        if (token.value === '{') return this.parseDict(token);
    }
    return this.failAt(token, `unexpected ${describe(token)}`);
  }

  private joinStrings(first: string): string {
    let text = first;
    while (this.peekToken().type === 'string') text += this.nextToken().value;
    return text;
  }

  private parseParentheses(): Expr {
    const expr = this.parseTuple({ parentheses: true });
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

  protected parsePostfix(start: Expr): Expr {
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
    if (name.type !== 'symbol') this.failAt(name, 'expected name or number');
    return node('LookupVal', at, {
      target,
      val: node('Literal', name, { value: name.value }),
      attribute: true,
    });
  }

  private parseSubscript(target: Expr, at: At): Expr {
    const keys: Expr[] = [];
    while (!this.skipOperator(']')) {
      if (keys.length > 0) this.expectOperator(',');
      keys.push(this.parseSubscribed());
    }
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
  protected parseFilterExpression(start: Expr): Expr {
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
    const called = this.atOperator('(');
    const args = this.parseOptionalArguments();
    if (!called && this.atTestArgument()) {
      args.positional.push(this.parsePostfix(this.parsePrimary()));
    }
    const test = node('Is', at, { name, input, args });
    return negated ? node('Not', at, { target: test }) : test;
  }

  /** A test takes one argument without parentheses, which may not start with an operator. */
  private atTestArgument(): boolean {
    const token = this.peekToken();
    if (token.type === 'symbol' && token.value === 'is') this.fail('You cannot chain multiple tests with is');
    if (token.type === 'symbol') return !['else', 'or', 'and'].includes(token.value);
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
    const open = this.expectOperator('(');
    let first = true;
    while (!this.skipOperator(')')) {
      if (!first) {
        this.expectOperator(',');
        if (this.skipOperator(')')) break;
      }
      this.parseArgument(args, open);
      first = false;
    }
    return args;
  }

  private parseArgument(args: Arguments, open: At): void {
    const ensure = (possible: boolean): void => {
      if (!possible) this.failAt(open, 'invalid syntax for function call expression');
    };
    if (this.atOperator('*')) {
      ensure(!args.spread && !args.spreadKeywords);
      this.nextToken();
      args.spread = this.parseExpression();
    } else if (this.atOperator('**')) {
      ensure(!args.spreadKeywords);
      this.nextToken();
      args.spreadKeywords = this.parseExpression();
    } else if (this.atKeyword()) {
      ensure(!args.spreadKeywords);
      const name = this.nextToken().value;
      this.nextToken();
      args.keywords.push({ name, value: this.parseExpression() });
    } else {
      ensure(!args.spread && !args.spreadKeywords && args.keywords.length === 0);
      args.positional.push(this.parseExpression());
    }
  }

  private atKeyword(): boolean {
    if (this.peekToken().type !== 'symbol') return false;
    const { type, value } = this.peekSecond();
    return type === 'operator' && value === '=';
  }
}
