import { describe, expect, it } from 'vitest';
import { contentDiff, diffLimit } from './diffs.js';

const side = (text: string) => ({ content: Buffer.from(text) });

describe('differences of files', () => {
  it.each([
    ['small files', 'old', 'new', 5, undefined],
    ['a large destination', 'too long', 'new', 5, 'diff skipped: destination file size is greater than 5\n'],
    ['a large source', 'old', 'too long', 5, 'diff skipped: source file size is greater than 5\n'],
    [
      'both',
      'too long',
      'longer still',
      5,
      'diff skipped: destination file size is greater than 5\ndiff skipped: source file size is greater than 5\n',
    ],
    [
      'a binary file of any size',
      'a\0b and more',
      'new',
      5,
      'diff skipped: destination file appears to be binary\n',
    ],
    ['large files without a limit', 'too long', 'longer still', 0, undefined],
  ])('show or name %s', (_case, before, after, limit, prepared) => {
    const diff = contentDiff(side(before), side(after), limit);
    expect(diff).toEqual(prepared === undefined ? { before, after } : { prepared });
  });

  it.each([
    [104_448, 104_449],
    [0, undefined],
  ])('a limit of %i bytes reads %s', (limit, bytes) => {
    expect(diffLimit(limit)).toBe(bytes);
  });
});
