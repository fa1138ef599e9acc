import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './unifiedDiff.js';

/** Applies a diff with unlimited trust in its line numbers; throws when a context line does not fit. */
function apply(before: string, diff: readonly string[]): string {
  const source = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  const lines = diff.flatMap((line) => line.match(/[^\n]*\n/g) ?? []);
  lines.forEach((line, index) => {
    const text = lines[index + 1]?.startsWith('\\ ') ? line.slice(1, -1) : line.slice(1);
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (hunk) {
      const start = hunk[2] === '0' ? Number(hunk[1]) : Number(hunk[1]) - 1;
      out.push(...source.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) out.push(text);
    else if (line.startsWith('-') || line.startsWith(' ')) {
      if (source[at] !== text) throw new Error(`line ${at + 1} is ${source[at]}, not ${text}`);
      if (line.startsWith(' ')) out.push(text);
      at++;
    }
  });
  return [...out, ...source.slice(at)].join('');
}

const body = (diff: readonly string[]) => diff.slice(2);
const text = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'c', '', 'long line'), { maxLength: 30 }), fc.boolean())
  .map(([lines, end]) => lines.join('\n') + (end && lines.length > 0 ? '\n' : ''));

describe('unifiedDiff', () => {
  it('turns the text before into the text after when applied', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, body(unifiedDiff(before, after)))).toBe(after);
      }),
    );
  });

  it('is empty for equal texts', () => {
    expect(unifiedDiff('a\nb\n', 'a\nb\n')).toEqual([]);
  });

  it('shows headers, three lines of context and hunks', () => {
    const before = Array.from({ length: 20 }, (_, i) => `${i}\n`).join('');
    const after = before.replace('2\n', 'two\n').replace('18\n', '');
    expect(
      unifiedDiff(before, after, { beforeHeader: 'before: /x', afterHeader: 'after: /x' }).join(''),
    ).toBe(
      [
        '--- before: /x',
        '+++ after: /x',
        '@@ -1,6 +1,6 @@',
        ' 0',
        ' 1',
        '-2',
        '+two',
        ' 3',
        ' 4',
        ' 5',
        '@@ -16,5 +16,4 @@',
        ' 15',
        ' 16',
        ' 17',
        '-18',
        ' 19',
        '',
      ].join('\n'),
    );
  });

  it('marks a missing newline at the end', () => {
    expect(body(unifiedDiff('', 'x'))).toEqual(['@@ -0,0 +1 @@\n', '+x\n\\ No newline at end of file\n']);
  });

  it('prints what difflib prints, for long files too (a recorded answer)', () => {
    const lines = Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? '}\n' : `line ${i % 97}\n`));
    const changed = lines.flatMap((line, i) => (i % 50 === 7 ? ['new\n', line] : i % 41 === 3 ? [] : [line]));
    const recorded = readFileSync(new URL('unifiedDiff.difflib.txt', import.meta.url), 'utf8');
    expect(unifiedDiff(lines.join(''), changed.join('')).join('')).toBe(recorded);
  });
});
