import { node } from '../nunjucks.js';
import type { Expr, Name, Parameter, Target } from './ast.js';
import { ExpressionParser } from './expressionParser.js';

const reserved = new Set(['true', 'True', 'false', 'False', 'none', 'None']);

/** What Jinja2 calls expressions that cannot be assigned to. */
const kinds: Readonly<Record<string, string>> = { Literal: 'const', Array: 'list', Dict: 'dict' };

/** Names that statements assign to: targets and the parameters of macros. */
export class TargetParser extends ExpressionParser {
  protected parseName(): Name {
    const token = this.expectName();
    if (reserved.has(token.value)) this.failAt(token, "can't assign to 'name'");
    return node('Symbol', token, { value: token.value });
  }

  /** What `for`, `set` and `with` assign to: a name, a tuple of targets, or an attribute of a namespace. */
  protected parseTarget(withNamespace = false): Target {
    if (withNamespace) {
      const second = this.peekSecond();
      if (second.type === 'operator' && second.value === '.') return this.parseNamespaceTarget();
    }
    return this.targetOf(this.parseTuple({ simple: true }));
  }

  private parseNamespaceTarget(): Target {
    const name = this.expectName();
    this.nextToken();
    return node('NamespaceRef', name, { name: name.value, attribute: this.expectName().value });
  }

  private targetOf(expr: Expr): Target {
    if (expr.typename === 'Symbol') return expr;
    if (expr.typename !== 'Tuple') return this.failAt(expr, `can't assign to '${kinds[expr.typename]}'`);
    const children = expr.children.map((child) => {
      if (child.typename !== 'Symbol' && child.typename !== 'Tuple') {
        this.failAt(expr, "can't assign to 'tuple'");
      }
      return this.targetOf(child);
    });
    return node('TargetTuple', expr, { children });
  }

  protected parseSignature(): Parameter[] {
    const params: Parameter[] = [];
    this.expectOperator('(');
    while (!this.atOperator(')')) {
      if (params.length > 0) this.expectOperator(',');
      const name = this.parseName();
      const fallback = this.skipOperator('=') ? this.parseExpression() : null;
      if (!fallback && params.some((param) => param.default)) {
        this.fail('non-default argument follows default argument');
      }
      params.push({ name: name.value, default: fallback });
    }
    this.nextToken();
    return params;
  }
}
