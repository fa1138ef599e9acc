import { pyRepr } from '../../value/repr.js';
import { Parser } from '../nunjucks.js';
import type { At } from './ast.js';
import type { Lexer } from './lexer.js';
import { SyntaxFault } from './syntaxFault.js';
import type { Token } from './token.js';

/** nunjucks' token bookkeeping with the steps our grammar takes; its errors have Jinja2's words. */
export class TokenParser extends Parser<Token> {
  constructor(private readonly lexer: Lexer) {
    super(lexer);
  }

  protected skipOperator(value: string): boolean {
    return this.skipValue('operator', value);
  }

  /** The token after the next one. */
  protected peekSecond(): Token {
    const first = this.nextToken();
    const second = this.nextToken();
    this.lexer.putBack(second);
    this.pushToken(first);
    return second;
  }

  protected atOperator(value: string): boolean {
    const next = this.peekToken();
    return next.type === 'operator' && next.value === value;
  }

  /** true when the next token is this word. */
  protected atWord(value: string): boolean {
    const next = this.peekToken();
    return next.type === 'symbol' && next.value === value;
  }

  /** Skips two words that stand together. */
  protected skipWords(first: string, second: string): boolean {
    if (!this.atWord(first)) return false;
    const { type, value } = this.peekSecond();
    if (type !== 'symbol' || value !== second) return false;
    this.nextToken();
    this.nextToken();
    return true;
  }

  protected expectOperator(value: string): Token {
    return this.expectToken(value, (token) => token.type === 'operator' && token.value === value);
  }

  protected expectWord(value: string): Token {
    return this.expectToken(value, (token) => token.type === 'symbol' && token.value === value);
  }

  protected expectName(): Token {
    return this.expectToken('name', (token) => token.type === 'symbol');
  }

  protected expectEnd(type: 'block-end' | 'variable-end'): Token {
    return this.expectToken(descriptions[type], (token) => token.type === type);
  }

  private expectToken(wanted: string, fits: (token: Token) => boolean): Token {
    const token = this.nextToken();
    if (fits(token)) return token;
    if (token.type === 'eof') {
      return this.failAt(token, `unexpected end of template, expected ${pyRepr(wanted)}.`);
    }
    return this.failAt(token, `expected token ${pyRepr(wanted)}, got ${describe(token)}`);
  }

  protected failAt(at: At, message: string, fix?: string): never {
    throw new SyntaxFault(message, at.lineno, at.colno, fix);
  }

  override fail(message: string): never {
    return this.failAt(this.peekToken(), message);
  }
}

const descriptions: Readonly<Record<Exclude<Token['type'], 'symbol' | 'operator'>, string>> = {
  data: 'template data / text',
  'block-start': 'begin of statement block',
  'block-end': 'end of statement block',
  'variable-start': 'begin of print statement',
  'variable-end': 'end of print statement',
  string: 'string',
  int: 'integer',
  float: 'float',
  eof: 'end of template',
};

/** A token in the words of an error message, quoted. */
export function describe(token: Token): string {
  const words = token.type === 'symbol' || token.type === 'operator' ? token.value : descriptions[token.type];
  return pyRepr(words);
}
