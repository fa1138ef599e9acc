import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArguments, splitArguments } from './freeForm.js';

const split = (text: string): string[] => splitArguments(text).map((token) => token.text);
const options = (text: string): Record<string, unknown> => Object.fromEntries(parseArguments(text, false));
const command = (text: string): Record<string, unknown> => Object.fromEntries(parseArguments(text, true));

describe('splitArguments', () => {
  it.each<[string, string, string[]]>([
    ['blanks', 'a  b\tc\nd', ['a', 'b', 'c', 'd']],
    ['nothing', '  ', []],
    ['quoted blanks', `a="x y" b='x y'`, ['a="x y"', "b='x y'"]],
    ['a quote of the other kind', `a="it's"`, [`a="it's"`]],
    ['an escaped quote', String.raw`a="x \" y" b`, [String.raw`a="x \" y"`, 'b']],
    ['an expression', 'a={{ x | join(" ") }} b', ['a={{ x | join(" ") }}', 'b']],
    ['a quote within an expression', `a={{ "it's" }} b`, [`a={{ "it's" }}`, 'b']],
    ['an expression within quotes', 'a="{{ x y }} z" b', ['a="{{ x y }} z"', 'b']],
    ['a statement', '{% if a b %} c', ['{% if a b %}', 'c']],
    ['a comment', '{# a b #} c', ['{# a b #}', 'c']],
  ])('splits %s', (_what, text, words) => {
    expect(split(text)).toEqual(words);
  });

  it.each([`a="x`, "it's", 'a={{ x', '{% if', '{# x'])('refuses what is never closed: %s', (text) => {
    expect(() => splitArguments(text)).toThrow(SyntaxError);
  });

  it('covers every character that is not blank, in order, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab= \t\n"\'\\{}%#é') }), (text) => {
        try {
          const tokens = splitArguments(text);
          let position = 0;
          for (const token of tokens) {
            expect(token.text).toBe(text.slice(token.start, token.end));
            expect(text.slice(position, token.start).trim()).toBe('');
            position = token.end;
          }
          expect(text.slice(position).trim()).toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseArguments of an ordinary module', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['words', 'path=/etc/x state=absent', { path: '/etc/x', state: 'absent' }],
    ['nothing after the sign', 'a= b=1', { a: '', b: '1' }],
    ['quoted values', `a="x y" b='1'`, { a: 'x y', b: '1' }],
    ['further signs', 'line=a=b', { line: 'a=b' }],
    ['escapes', String.raw`line="a\nb\tc\\d"`, { line: 'a\nb\tc\\d' }],
    ['a hexadecimal escape', String.raw`c=\x41\u00e9`, { c: 'Aé' }],
    ['an expression', 'msg={{ a == b }}', { msg: '{{ a == b }}' }],
    ['values that repeat', 'a=1 a=2', { a: '2' }],
    ['words without a sign', 'install a=1', { _raw_params: 'install', a: '1' }],
    ['numbers and booleans, as text', 'a=1 b=yes', { a: '1', b: 'yes' }],
    ['nothing', '', {}],
  ])('reads %s', (_what, text, args) => {
    expect(options(text)).toEqual(args);
  });

  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
  const escaped = (value: string): string =>
    value.replace(/[\\"]/g, String.raw`\$&`).replaceAll('\n', '\\n').replaceAll('\t', '\\t');

  it('reads back every quoted value that holds no template', () => {
    const value = fc.string({ unit: fc.constantFrom(..."abé ='x\n\t,:/$") });
    fc.assert(
      fc.property(fc.dictionary(name, value), (args) => {
        const text = Object.entries(args).map(([key, each]) => `${key}="${escaped(each)}"`);
        expect(options(text.join(' '))).toEqual({ ...args });
      }),
    );
  });

  it('ends for any text, with arguments or a SyntaxError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.boolean(), (text, freeForm) => {
        try {
          parseArguments(text, freeForm);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['signs and backslashes', '\\a='.repeat(20_000)],
    ['no sign at all', 'a'.repeat(100_000)],
    ['backslashes only', '\\'.repeat(100_001)],
    ['open expressions', '{{'.repeat(50_000)],
    ['short words', 'a=b '.repeat(20_000)],
  ])('is quick with long texts of %s', (_what, text) => {
    const start = performance.now();
    try {
      parseArguments(text, true);
      parseArguments(text, false);
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('parseArguments of a command', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['the command with its spacing', 'echo  "a  b"', { _raw_params: 'echo  "a  b"' }],
    [
      'options before and after',
      'chdir=/tmp ls -l creates=/x',
      { chdir: '/tmp', _raw_params: 'ls -l', creates: '/x' },
    ],
    ['signs of the command', 'env A=1 sh', { _raw_params: 'env A=1 sh' }],
    ['an escaped sign', String.raw`echo chdir\=/tmp`, { _raw_params: 'echo chdir=/tmp' }],
    ['backslashes of the command', String.raw`grep 'a\.b\n' f`, { _raw_params: String.raw`grep 'a\.b\n' f` }],
    ['several lines', 'a\nb', { _raw_params: 'a\nb' }],
    ['an expression', 'echo {{ a }} {{ b }}', { _raw_params: 'echo {{ a }} {{ b }}' }],
    ['a quoted directory', 'ls chdir="/a b"', { _raw_params: 'ls', chdir: '/a b' }],
  ])('reads %s', (_what, text, args) => {
    expect(command(text)).toEqual(args);
  });
});
