import { describe, expect, it } from 'vitest';
import { Compiler, node, Parser } from './nunjucks.js';

const at = { lineno: 4, colno: 2 };

/** The private parts of nunjucks 3.2.4 that our parser and compiler inherit: an update that moves them fails here. */
describe('nunjucks', () => {
  interface Token {
    readonly type: string;
    readonly value: string;
    readonly lineno: number;
    readonly colno: number;
  }
  function parserOf(...tokens: [type: string, value: string][]) {
    const queue = tokens.map(([type, value]) => ({ type, value, ...at }));
    return new Parser<Token>({ nextToken: () => queue.shift() ?? { type: 'eof', value: '', ...at } });
  }

  it('asks its token source for tokens one by one and keeps one that was looked at', () => {
    const parser = parserOf(['symbol', 'a'], ['operator', '.']);
    expect(parser.peekToken().value).toBe('a');
    expect(parser.nextToken().value).toBe('a');
    expect(parser.nextToken().value).toBe('.');
    expect(parser.nextToken().type).toBe('eof');
  });

  it('skips a token only if type and value match', () => {
    const parser = parserOf(['symbol', 'in'], ['operator', '|']);
    expect(parser.skipSymbol('is')).toBe(false);
    expect(parser.skipSymbol('in')).toBe(true);
    expect(parser.skipValue('operator', '.')).toBe(false);
    expect(parser.skipValue('operator', '|')).toBe(true);
  });

  it('parses up to named tags through `parse` and restores the outer names', () => {
    class Recorder extends Parser<Token> {
      readonly seen: (string[] | null)[] = [];
      override parse(): unknown {
        this.seen.push(this.breakOnBlocks);
        return 'body';
      }
    }
    const parser = new Recorder({ nextToken: () => ({ type: 'eof', value: '', ...at }) });
    expect(parser.parseUntilBlocks('else', 'endif')).toBe('body');
    expect(parser.seen).toEqual([['else', 'endif']]);
    expect(parser.breakOnBlocks).toBeNull();
  });

  it('compiles a node by the method of its type name', () => {
    class Recorder extends Compiler {
      compileWith(given: { lineno: number }, frame: object): void {
        this._emitLine(
          `with ${given.lineno} ${JSON.stringify(frame)} ${new Set([this._tmpid(), this._tmpid()]).size}`,
        );
      }
    }
    const compiler = new Recorder(null, true);
    const body = node('With', at, { bindings: [], body: node('NodeList', at, { children: [] }) });
    compiler.compile(node('NodeList', at, { children: [body, body] }), { a: 1 });
    expect(compiler.getCode()).toBe('with 4 {"a":1} 2\n'.repeat(2));
    expect(compiler.codebuf).toHaveLength(2);
  });

  it('makes nodes that know their type, place and fields', () => {
    const made = node('Symbol', at, { value: 'x' });
    expect(made).toMatchObject({ typename: 'Symbol', value: 'x', ...at });
    expect(node('Tuple', at, { children: [made] }).typename).toBe('Tuple');
  });
});
