/** Equal runs: `a[at] … a[at+size]` equals `b[bt] … b[bt+size]`. */
export interface MatchingBlock {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/**
 * Matching blocks of two lists of lines by the algorithm of Python's difflib (longest common run first, then
 * both sides of it), so that diffs read line for line as Ansible prints them. In lists of 200 and more, lines
 * that make up over 1 % are not used as anchors, as in difflib.
 */
export function matchingBlocks(a: readonly string[], b: readonly string[]): MatchingBlock[] {
  const positions = anchors(b);
  const found: MatchingBlock[] = [];
  const open: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [aLow, aHigh, bLow, bHigh] = range;
    const match = longestMatch(a, b, positions, range);
    if (match.size === 0) continue;
    found.push(match);
    if (aLow < match.a && bLow < match.b) open.push([aLow, match.a, bLow, match.b]);
    if (match.a + match.size < aHigh && match.b + match.size < bHigh) {
      open.push([match.a + match.size, aHigh, match.b + match.size, bHigh]);
    }
  }
  return joinAdjacent(found.sort((x, y) => x.a - y.a || x.b - y.b));
}

function anchors(b: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  b.forEach((line, index) => {
    const known = positions.get(line);
    if (known) known.push(index);
    else positions.set(line, [index]);
  });
  if (b.length < 200) return positions;
  const limit = Math.floor(b.length / 100) + 1;
  for (const [line, indices] of positions) if (indices.length > limit) positions.delete(line);
  return positions;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  positions: ReadonlyMap<string, readonly number[]>,
  [aLow, aHigh, bLow, bHigh]: readonly [number, number, number, number],
): MatchingBlock {
  let best = { a: aLow, b: bLow, size: 0 };
  let runs = new Map<number, number>();
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>();
    for (const j of positions.get(a[i]!) ?? []) {
      if (j < bLow) continue;
      if (j >= bHigh) break;
      const size = (runs.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    runs = next;
  }
  let { a: at, b: bt, size } = best;
  while (at > aLow && bt > bLow && a[at - 1] === b[bt - 1]) {
    at--;
    bt--;
    size++;
  }
  while (at + size < aHigh && bt + size < bHigh && a[at + size] === b[bt + size]) size++;
  return { a: at, b: bt, size };
}

function joinAdjacent(blocks: readonly MatchingBlock[]): MatchingBlock[] {
  const joined: MatchingBlock[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) {
      joined[joined.length - 1] = { ...last, size: last.size + block.size };
    } else joined.push(block);
  }
  return joined;
}
