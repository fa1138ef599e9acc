import { describe, expect, it } from 'vitest';
import { pformat } from './pformat.js';
import { Dict, Tuple, type Value } from './types.js';

const long = 'the quick brown fox jumps over the lazy dog';

const inBrackets = `('${long} the quick brown fox jumps over '\n 'the lazy dog')`;

describe('values laid out as pprint does', () => {
  it.each<[string, Value, string]>([
    ['short ones on a line, keys sorted', Dict.of({ b: 1, a: [true, null] }), "{'a': [True, None], 'b': 1}"],
    ['an empty text', '', "''"],
    [
      'an entry a line, nested ones further in',
      Dict.of({ zone: long, list: [long, long], 'a key': Dict.of({ x: long, y: long }) }),
      `{'a key': {'x': '${long}',
           'y': '${long}'},
 'list': ['${long}',
          '${long}'],
 'zone': '${long}'}`,
    ],
    ['a tuple of one', new Tuple([`${long} ${long}`]), `${inBrackets.slice(0, -1)},)`],
    ['long text in brackets', `${long} ${long}`, inBrackets],
    ['lines apart', [`${long}\n${long}\n`], `['${long}\\n'\n '${long}\\n']`],
  ])('%s', (_title, value, expected) => {
    expect(pformat(value)).toBe(expected);
  });
});
