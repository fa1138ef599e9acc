import { Parser } from '../nunjucks.js';
import type { At } from './ast.js';
import { SyntaxFault } from './syntaxFault.js';
import type { Token } from './token.js';

/** nunjucks' token bookkeeping with the steps our grammar takes, and its errors in plain words. */
export class TokenParser extends Parser<Token> {
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
