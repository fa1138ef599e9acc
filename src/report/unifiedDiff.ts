import { type MatchingBlock, matchingBlocks } from './sequenceMatcher.js';

interface UnifiedDiffOptions {
  /** After `--- ` and `+++ `. Defaults `before` and `after`. */
  readonly beforeHeader?: string;
  readonly afterHeader?: string;
  /** Lines of context. Default 3. */
  readonly context?: number;
}

interface Change {
  readonly equal: boolean;
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

/**
 * The lines of a unified diff, each with its newline, exactly as Ansible prints them through Python's difflib:
 * a last line without a newline is followed by `\ No newline at end of file`. Empty when the texts are equal.
 */
export function unifiedDiff(before: string, after: string, options: UnifiedDiffOptions = {}): string[] {
  const a = textLines(before);
  const b = textLines(after);
  const hunks = groupHunks(changes(a, b, matchingBlocks(a, b)), options.context ?? 3);
  if (hunks.length === 0) return [];
  const out = [`--- ${options.beforeHeader ?? 'before'}\n`, `+++ ${options.afterHeader ?? 'after'}\n`];
  for (const hunk of hunks) {
    const first = hunk[0]!;
    const last = hunk.at(-1)!;
    out.push(`@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`);
    for (const change of hunk) {
      if (change.equal) out.push(...a.slice(...change.a).map((line) => ` ${line}`));
      else {
        out.push(...a.slice(...change.a).map((line) => `-${line}`));
        out.push(...b.slice(...change.b).map((line) => `+${line}`));
      }
    }
  }
  return out;
}

/** Splits where Python's splitlines does, keeping the ends; marks a missing last newline. */
function textLines(text: string): string[] {
  const lines = text.match(
    /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
  );
  if (lines === null) return [];
  if (!text.endsWith('\n')) lines[lines.length - 1] += '\n\\ No newline at end of file\n';
  return lines;
}

function changes(a: readonly string[], b: readonly string[], blocks: readonly MatchingBlock[]): Change[] {
  const list: Change[] = [];
  let [i, j] = [0, 0];
  for (const block of [...blocks, { a: a.length, b: b.length, size: 0 }]) {
    if (i < block.a || j < block.b) list.push({ equal: false, a: [i, block.a], b: [j, block.b] });
    [i, j] = [block.a + block.size, block.b + block.size];
    if (block.size > 0) list.push({ equal: true, a: [block.a, i], b: [block.b, j] });
  }
  return list;
}

function groupHunks(all: readonly Change[], context: number): Change[][] {
  const hunks: Change[][] = [];
  let hunk: Change[] = [];
  all.forEach((change, index) => {
    if (!change.equal) {
      hunk.push(change);
      return;
    }
    const size = change.a[1] - change.a[0];
    const isFirst = index === 0;
    const isLast = index === all.length - 1;
    if (!isFirst && !isLast && size <= context * 2) {
      hunk.push(change);
      return;
    }
    if (!isFirst) {
      hunk.push(head(change, Math.min(size, context)));
      hunks.push(hunk);
    }
    hunk = isLast ? [] : [tail(change, Math.min(size, context))];
  });
  if (hunk.some((change) => !change.equal)) hunks.push(hunk);
  return hunks;
}

function head({ a, b }: Change, size: number): Change {
  return { equal: true, a: [a[0], a[0] + size], b: [b[0], b[0] + size] };
}

function tail({ a, b }: Change, size: number): Change {
  return { equal: true, a: [a[1] - size, a[1]], b: [b[1] - size, b[1]] };
}

function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}
