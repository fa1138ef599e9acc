import { fail } from '../../../diag/diagnostic.js';

/** A wish for a number of packets. */
interface CountWish {
  /** For "expected": `no packet`, `at least 3`. */
  readonly text: string;
  holds(count: number): boolean;
}

/** Reads `0`, `3`, `>=1`, `>0`, `<=5`, `<5`. Throws a DiagnosticError for anything else. */
export function countWish(text: string): CountWish {
  const match = /^\s*(>=|<=|>|<|=|==)?\s*(\d+)\s*$/.exec(text);
  if (!match) {
    fail('probe-count', `"${text}" is not a wish for a number`, {
      fix: 'write a number or a comparison, such as 0, ">=1" or "<5"',
    });
  }
  const [, sign = '=', digits] = match;
  const bound = Number(digits);
  if (sign === '>=') return { text: `at least ${bound}`, holds: (count) => count >= bound };
  if (sign === '>') return { text: `more than ${bound}`, holds: (count) => count > bound };
  if (sign === '<=') return { text: `at most ${bound}`, holds: (count) => count <= bound };
  if (sign === '<') return { text: `fewer than ${bound}`, holds: (count) => count < bound };
  return { text: bound === 0 ? 'none' : `${bound}`, holds: (count) => count === bound };
}
