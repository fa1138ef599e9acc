import { node } from '../nunjucks.js';
import type { Name, Parameter, Target } from './ast.js';
import { ExpressionParser } from './expressionParser.js';

const reserved = new Set(['true', 'True', 'false', 'False', 'none', 'None']);

/** Names that statements assign to: targets and the parameters of macros. */
export class TargetParser extends ExpressionParser {
  protected parseName(): Name {
    const token = this.expectName();
    if (reserved.has(token.value)) this.failAt(token, `cannot assign to "${token.value}"`);
    return node('Symbol', token, { value: token.value });
  }

  /** What `for`, `set` and `with` assign to: a name, a tuple of targets, or an attribute of a namespace. */
  protected parseTarget(endWord?: string, withNamespace = false): Target {
    const at = this.peekToken();
    const children = [this.parseOneTarget(withNamespace)];
    let comma = false;
    while (this.skipOperator(',')) {
      comma = true;
      const { type, value } = this.peekToken();
      if (
        (type === 'symbol' && value === endWord) ||
        (type === 'operator' && (value === '=' || value === ')'))
      )
        break;
      children.push(this.parseOneTarget(false));
    }
    return comma ? node('TargetTuple', at, { children }) : children[0]!;
  }

  private parseOneTarget(withNamespace: boolean): Target {
    if (this.skipOperator('(') || this.skipOperator('[')) {
      const target = this.parseTarget();
      if (!this.skipOperator(')')) this.expectOperator(']');
      return target;
    }
    const name = this.parseName();
    if (!withNamespace || !this.skipOperator('.')) return name;
    return node('NamespaceRef', name, { name: name.value, attribute: this.expectName().value });
  }

  protected parseSignature(): Parameter[] {
    const params: Parameter[] = [];
    this.expectOperator('(');
    while (!this.skipOperator(')')) {
      if (params.length > 0) this.expectOperator(',');
      const name = this.parseName();
      const fallback = this.skipOperator('=') ? this.parseExpression() : null;
      if (!fallback && params.some((param) => param.default)) {
        this.failAt(name, `the parameter "${name.value}" without a default follows one with a default`);
      }
      params.push({ name: name.value, default: fallback });
    }
    return params;
  }
}
