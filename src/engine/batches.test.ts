import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import type { Value } from '../value/types.js';
import { batches } from './batches.js';

const hosts = (count: number): string[] => Array.from({ length: count }, (_, i) => `h${i + 1}`);
const sizes = (count: number, serial: Value | undefined): number[] =>
  batches(hosts(count), serial, undefined).map((batch) => batch.length);

describe('batches', () => {
  it.each<[string, number, Value | undefined, number[]]>([
    ['no serial', 5, undefined, [5]],
    ['null', 5, null, [5]],
    ['a number', 5, 2, [2, 2, 1]],
    ['a number as text', 5, '2', [2, 2, 1]],
    ['more than there are', 5, 10, [5]],
    ['zero, which means all', 5, 0, [5]],
    ['a negative number, which means all', 5, -1, [5]],
    ['a percentage', 10, '30%', [3, 3, 3, 1]],
    ['a percentage of a host, which is one host', 5, '1%', [1, 1, 1, 1, 1]],
    ['a percentage with a fraction', 8, '12.5%', [1, 1, 1, 1, 1, 1, 1, 1]],
    ['a hundred per cent', 5, '100%', [5]],
    ['a list, whose last entry repeats', 10, [1, 2, 3], [1, 2, 3, 3, 1]],
    ['a list of both kinds', 10, [1, '20%', '50%'], [1, 2, 5, 2]],
    ['a list that ends with all', 6, [1, 0], [1, 5]],
    ['an empty list', 3, [], [3]],
  ])('takes %s', (_what, count, serial, expected) => {
    expect(sizes(count, serial)).toEqual(expected);
  });

  it.each<[Value]>([['two'], ['%'], ['1.5'], [[2, 'x']]])('refuses %j', (serial) => {
    expect(() => batches(hosts(3), serial, undefined)).toThrow(DiagnosticError);
  });

  it('gives every host exactly one batch, in the order of the play', () => {
    const size = fc.oneof(
      fc.integer({ min: -2, max: 30 }),
      fc.integer({ min: 1, max: 100 }).map((n) => `${n}%`),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.oneof(size, fc.array(size, { maxLength: 5 })),
        (count, serial) => {
          const result = batches(hosts(count), serial, undefined);
          expect(result.flat()).toEqual(hosts(count));
          expect(result.every((batch) => batch.length > 0)).toBe(true);
        },
      ),
    );
  });
});
