import { node } from '../nunjucks.js';
import type { BinaryType, Compare, Expr } from './ast.js';
import { OperandParser, type TupleOptions } from './operandParser.js';
import { describe } from './tokenParser.js';

const deepest = 200;
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>=']);
const sums: Readonly<Record<string, BinaryType>> = { '+': 'Add', '-': 'Sub' };
const products: Readonly<Record<string, BinaryType>> = {
  '*': 'Mul',
  '/': 'Div',
  '//': 'FloorDiv',
  '%': 'Mod',
};

/** Jinja2's expression grammar over nunjucks' token bookkeeping; loosest operator first. */
export class ExpressionParser extends OperandParser {
  private depth = 0;

  override parseExpression(withInlineIf = true): Expr {
    if (++this.depth > deepest) this.fail('the expression is nested too deeply');
    const expr = withInlineIf ? this.parseInlineIf() : this.parseOr();
    this.depth--;
    return expr;
  }

  override parseTuple(options: TupleOptions = {}): Expr {
    const at = this.peekToken();
    const children: Expr[] = [];
    let comma = false;
    while (!this.atTupleEnd()) {
      children.push(options.simple ? this.parsePrimary() : this.parseExpression(options.withInlineIf));
      if (!this.skipOperator(',')) break;
      comma = true;
    }
    if (!comma && children.length > 0) return children[0]!;
    if (!comma && !options.parentheses)
      this.fail(`Expected an expression, got ${describe(this.peekToken())}`);
    return node('Tuple', at, { children });
  }

  private atTupleEnd(): boolean {
    const { type, value } = this.peekToken();
    if (type === 'variable-end' || type === 'block-end') return true;
    return type === 'operator' && value === ')';
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
      else if (this.skipWords('not', 'in')) ops.push({ type: 'notin', expr: this.parseSum(), at });
      else return ops.length === 0 ? expr : node('Compare', ops[0]!.at, { expr, ops });
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
}
