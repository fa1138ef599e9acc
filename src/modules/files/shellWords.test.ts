import { describe, expect, it } from 'vitest';
import { splitWords } from './shellWords.js';

describe('splitWords', () => {
  it.each([
    ['a  b\tc\n', ['a', 'b', 'c']],
    [`a'b c'd "e \\" \\n f"`, ['ab cd', 'e " \\n f']],
    [`'' ""`, ['', '']],
    ['a\\ b \\$x # no comment', ['a b', '$x', '#', 'no', 'comment']],
    ['', []],
  ])('splits %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each([["it's"], ['"open'], ['end\\']])('refuses %s', (text) => {
    expect(() => splitWords(text)).toThrow(/not balanced/);
  });
});
