import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeLastFrame, encodePing, encodeQuit, encodeSignal, fitsInline } from './frame.js';

const dd = { nonce: 'N', dd: true };
const plain = { nonce: 'N', dd: false };

describe('encoding frames', () => {
  it.each([
    ['a script', { seq: 1, scripts: ['echo a'] }, 'N f 1 n 0\necho a\nN\n'],
    [
      'a payload',
      { seq: 2, scripts: ['cat'], stdin: Buffer.from('a\\b\n') },
      'N f 2 ls 0 0\ncat\nN\na\\b\nx\nN\n',
    ],
    [
      'a payload with NUL',
      { seq: 3, scripts: ['cat'], stdin: Buffer.from('a\0\\') },
      'N f 3 lb 0 0\ncat\nN\na\\0000\\\\x\nN\n',
    ],
    [
      'several scripts',
      { seq: 4, scripts: ["echo 'a'", 'b'] },
      `N f 4 n 0\n(eval 'echo '"'"'a'"'"''); _mw_part "$?"\nb\nN\n`,
    ],
    ['exec', { seq: 5, scripts: ['exec a'] }, "N f 5 n 0\n(eval 'exec a')\nN\n"],
  ])('puts %s into lines', (_, frame, text) => {
    expect(encodeFrame(frame, dd).toString('latin1')).toBe(text);
  });

  it('lets dd take what is long, where dd can', () => {
    const script = `: ${'x'.repeat(1000)}`;
    expect(encodeFrame({ seq: 1, scripts: [script] }, dd).toString()).toBe(`N f 1 n 1004\n${script}\nN`);
    expect(encodeFrame({ seq: 1, scripts: [script] }, plain).toString()).toBe(`N f 1 n 0\n${script}\nN\n`);
  });

  it('knows the other headers', () => {
    expect(encodeSignal(7, 'TERM', dd).toString()).toBe('N k 7 TERM\n');
    expect(encodePing(7, dd).toString()).toBe('N p 7\n');
    expect(encodeQuit(dd).toString()).toBe('N q\n');
    expect(encodeLastFrame({ seq: 8, scripts: ['cat'] }, dd).toString()).toBe('N x 8 x 0\ncat\nN\n');
  });

  it('refuses scripts that no shell could read', () => {
    expect(() => encodeFrame({ seq: 1, scripts: ['a\0b'] }, dd)).toThrow('NUL');
  });

  it.each([
    ['256 KB of text', Buffer.alloc(256 * 1024, 'x'), true],
    ['one byte more', Buffer.alloc(256 * 1024 + 1, 'x'), false],
    ['many NUL bytes', Buffer.alloc(100_000), false],
    ['a few NUL bytes', Buffer.alloc(10_000), true],
  ])('decides whether a payload goes into the frame: %s', (_, payload, fits) => {
    expect(fitsInline(payload)).toBe(fits);
  });
});
