import { textLength } from '../../value/codePoints.js';
import { unescapePython } from '../../value/literal.js';
import { numberLiteral } from '../../value/numberLiteral.js';
import { pyRepr } from '../../value/repr.js';
import type { Delimiters, Opening } from './delimiters.js';
import { delimitersOf } from './delimiters.js';
import { LineMap } from './lineMap.js';
import { SyntaxFault } from './syntaxFault.js';
import type { Syntax, Token, TokenType } from './token.js';

const space = /\s+/y;
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const int = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const word = /[\p{L}\p{N}\p{M}_]+/uy;
const identifier = /^[\p{L}_]/u;
const quoted = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const openings: readonly Opening[] = ['raw', 'block', 'variable', 'comment', 'lineStatement', 'lineComment'];
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * Splits a template into tokens by Jinja2's rules, whitespace control included: comments are dropped, data is
 * trimmed, raw sections are data. Implements the token source of nunjucks' Parser.
 */
export class Lexer {
  private readonly text: string;
  private readonly lines: LineMap;
  private readonly delimiters: Delimiters;
  private readonly queue: Token[] = [];
  private readonly brackets: string[] = [];
  private mode: 'data' | 'block' | 'variable' | 'lineStatement' = 'data';
  private offset = 0;
  private lineStarting = true;

  constructor(
    source: string,
    private readonly syntax: Syntax,
  ) {
    const text = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
    this.text = !syntax.keepTrailingNewline && text.endsWith('\n') ? text.slice(0, -1) : text;
    this.lines = new LineMap(this.text);
    this.delimiters = delimitersOf(syntax);
  }

  /** The next token; `eof` again and again at the end. Throws SyntaxFault. */
  nextToken(): Token {
    for (;;) {
      const queued = this.queue.shift();
      if (queued) return queued;
      if (this.offset >= this.text.length && this.mode === 'data') return this.make('eof', '', this.offset);
      if (this.mode === 'data') this.readData();
      else return this.readInTag();
    }
  }

  /** Takes back a token that was read too early. */
  putBack(token: Token): void {
    this.queue.unshift(token);
  }

  /** Makes the lexer read one bare expression instead of a template. */
  insideExpression(): this {
    this.mode = 'variable';
    return this;
  }

  private readData(): void {
    const { opening } = this.delimiters;
    opening.lastIndex = this.offset;
    const match = opening.exec(this.text);
    if (!match) {
      this.pushData(this.text.slice(this.offset), this.offset);
      this.offset = this.text.length;
      return;
    }
    const groups = match.groups!;
    const kind = openings.find((name) => groups[name] !== undefined)!;
    const sign = (kind === 'raw' ? groups.rawSign : groups.sign) ?? '';
    this.pushData(this.trim(this.text.slice(this.offset, match.index), sign, kind), this.offset);
    this.offset = match.index + match[0].length;
    this.open(kind, match.index);
  }

  private open(kind: Opening, start: number): void {
    if (kind === 'comment') this.skipComment(start);
    else if (kind === 'raw') this.readRaw(start);
    else if (kind === 'lineComment') this.skipLine();
    else {
      this.mode = kind;
      this.queue.push(this.make(kind === 'variable' ? 'variable-start' : 'block-start', '', start));
    }
  }

  private trim(data: string, sign: string, kind: Opening): string {
    if (sign === '-') return data.trimEnd();
    if (sign === '+' || !this.syntax.lstripBlocks || kind === 'variable') return data;
    const lineStart = data.lastIndexOf('\n') + 1;
    if (lineStart === 0 && !this.lineStarting) return data;
    return data.slice(lineStart).trim() === '' ? data.slice(0, lineStart) : data;
  }

  private pushData(data: string, start: number): void {
    if (data === '') return;
    const { newlineSequence } = this.syntax;
    this.queue.push(
      this.make('data', newlineSequence === '\n' ? data : data.replaceAll('\n', newlineSequence), start),
    );
  }

  private skipComment(start: number): void {
    if (this.offset >= this.text.length) return;
    const match = this.matchAt(this.delimiters.comment);
    if (!match) this.failAt('Missing end of comment tag', start, `close it with "${this.syntax.commentEnd}"`);
    this.advance(match[0]);
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.offset);
    this.advance(this.text.slice(this.offset, end === -1 ? undefined : end));
  }

  private readRaw(start: number): void {
    if (this.offset >= this.text.length) return;
    this.lineStarting = this.text[this.offset - 1] === '\n';
    const match = this.matchAt(this.delimiters.rawEnd);
    if (!match) this.failAt('Missing end of raw directive', start, 'close it with an "endraw" tag');
    this.pushData(this.trim(match[1]!, match[2]!, 'raw'), this.offset);
    this.advance(match[0]);
  }

  private readInTag(): Token {
    const ended = this.mode === 'lineStatement' && this.brackets.length === 0 && this.readTagEnd();
    if (ended) return ended;
    const blank = this.matchAt(space);
    if (blank) this.offset += blank[0].length;
    const start = this.offset;
    const end = this.mode !== 'lineStatement' && this.brackets.length === 0 && this.readTagEnd();
    if (end) return end;
    if (start >= this.text.length) return this.make('eof', '', start);
    const text = this.text;
    const found =
      this.matchAt(float)?.[0] ??
      this.matchAt(int)?.[0] ??
      this.matchAt(word)?.[0] ??
      this.matchAt(quoted)?.[0];
    if (found === undefined) return this.readOperator(start);
    this.offset += found.length;
    const first = text[start]!;
    if (first === "'" || first === '"') return this.make('string', this.decode(found, start), start);
    if (first >= '0' && first <= '9') return this.number(found, start);
    if (!identifier.test(found)) this.failAt('Invalid character in identifier', start);
    return this.make('symbol', found, start);
  }

  private readTagEnd(): Token | undefined {
    const { blockEnd, variableEnd, lineStatementEnd } = this.delimiters;
    const ends = { data: blockEnd, block: blockEnd, variable: variableEnd, lineStatement: lineStatementEnd };
    const match = this.matchAt(ends[this.mode]);
    if (!match) return undefined;
    const start = this.offset;
    const type = this.mode === 'variable' ? 'variable-end' : 'block-end';
    this.mode = 'data';
    this.advance(match[0]);
    return this.make(type, '', start);
  }

  private number(text: string, start: number): Token {
    const value = numberLiteral(text);
    if (value === undefined) this.failAt(`invalid number "${text}"`, start);
    const type = /^\d[\d_]*$|^0[xob]/i.test(text) ? 'int' : 'float';
    return { type, value: text, number: value, ...this.lines.at(start) };
  }

  private readOperator(start: number): Token {
    const match = this.matchAt(operator);
    if (!match) {
      const character = String.fromCodePoint(this.text.codePointAt(start)!);
      const unclosed = character === "'" || character === '"';
      const place = textLength(this.text.slice(0, start));
      const fix = unclosed ? 'close the string with the same quote' : undefined;
      this.failAt(`unexpected char ${pyRepr(character)} at ${place}`, start, fix);
    }
    const text = match[0];
    this.offset += text.length;
    if (closing[text] !== undefined) this.brackets.push(closing[text]);
    else if (text === ')' || text === ']' || text === '}') {
      const expected = this.brackets.pop();
      if (expected === undefined) this.failAt(`unexpected '${text}'`, start);
      if (expected !== text) this.failAt(`unexpected '${text}', expected '${expected}'`, start);
    }
    return this.make('operator', text, start);
  }

  private decode(literal: string, start: number): string {
    const inner = literal.slice(1, -1);
    if (this.syntax.literalBackslashes && this.mode === 'variable') {
      if (new RegExp(`\\\\${literal[0]}`).test(inner)) {
        this.failAt(
          'a backslash does not escape a quote here',
          start,
          'use the other kind of quotes around it',
        );
      }
      return inner;
    }
    try {
      return unescapePython(inner);
    } catch {
      return this.failAt(escapeProblem(inner), start);
    }
  }

  private matchAt(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset;
    return pattern.exec(this.text);
  }

  private advance(matched: string): void {
    this.offset += matched.length;
    this.lineStarting = matched.endsWith('\n');
  }

  private make(type: TokenType, value: string, start: number): Token {
    return { type, value, ...this.lines.at(start) };
  }

  private failAt(message: string, start: number, fix?: string): never {
    const { lineno, colno } = this.lines.at(start);
    throw new SyntaxFault(message, lineno, colno, fix);
  }
}

/** What is wrong with the first escape that Python does not take. */
function escapeProblem(body: string): string {
  const [, kind] = /\\(?:x(?![\da-f]{2})|u(?![\da-f]{4})|U(?![\da-f]{8})|N|$)/i.exec(body)?.[0] ?? '';
  switch (kind) {
    case 'x':
      return 'truncated \\xXX escape';
    case 'u':
      return 'truncated \\uXXXX escape';
    case 'U':
      return 'truncated \\UXXXXXXXX escape';
    case 'N':
      return 'malformed \\N character escape';
    default:
      return '\\ at end of string';
  }
}
