import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { Dict } from '../../value/types.js';
import { createTemplar } from '../templar.js';

const templar = createTemplar();
const nothing = { get: () => undefined, has: () => false, names: () => [] };
const text = (expression: string): string =>
  String(templar.resolve(`x{{ ${expression} }}`, nothing)).slice(1);

/** Answers of Jinja2 3.1 where a value is None, false, fractional, undefined or of another kind than usual. */
describe('values at the edge', () => {
  it.each([
    ['[none] | first | default("d", false) is none', 'True'],
    ['[none] | last is none', 'True'],
    ['[1, none] | last is none', 'True'],
    ['[] | last is undefined', 'True'],
    ['false | map("upper") | list', '[]'],
    ['none | select | list', '[]'],
    ['0 | reject("odd") | list', '[]'],
    ['false | selectattr("a") | list', '[]'],
    ['2.5 is odd', 'False'],
    ['2.5 is even', 'False'],
    ['3.0 is odd', 'True'],
    ['-1.5 is odd', 'False'],
    ['-3 is odd', 'True'],
    ['missing is sequence', 'False'],
    ['"te" % [1]', 'te'],
    ['"te" % []', 'te'],
    ['"te%s" % [1]', 'te[1]'],
    ['"te" % {"a": 1}', 'te'],
  ])('%s is %s', (expression, answer) => {
    expect(text(expression)).toBe(answer);
  });

  it.each([
    ['1 in 2.5', "argument of type 'float' is not iterable"],
    ['1 in 2.0', "argument of type 'float' is not iterable"],
    ['1 in 2', "argument of type 'int' is not iterable"],
    ['"te" % (1,)', 'not all arguments converted during string formatting'],
    ['"te" % 1', 'not all arguments converted during string formatting'],
    ['1 | map("upper") | list', "'int' object is not iterable"],
  ])('%s fails: %s', (expression, message) => {
    expect(() => text(expression)).toThrow(DiagnosticError);
    expect(() => text(expression)).toThrow(message);
  });
});

describe('the lookup subelements', () => {
  const items = (): Dict[] => [
    Dict.of({ name: 'u', keys: ['k1', 'k2'], more: Dict.of({ list: [1], rest: 2 }) }),
  ];
  const pairs = (path: string): string => {
    const users = items();
    const scope = {
      get: (name: string) => (name === 'users' ? users : undefined),
      has: (name: string) => name === 'users',
      names: () => ['users'],
    };
    return String(
      templar.resolve(
        `x{{ query('subelements', users, '${path}') }}{{ users | length }}{{ users[0] | length }}`,
        scope,
      ),
    );
  };

  it('leaves the list out of the items it gives, and the variable as it was', () => {
    expect(pairs('keys')).toBe(
      "x[({'name': 'u', 'more': {'list': [1], 'rest': 2}}, 'k1'), ({'name': 'u', 'more': {'list': [1], 'rest': 2}}, 'k2')]13",
    );
  });

  it('does so below a path', () => {
    expect(pairs('more.list')).toBe("x[({'name': 'u', 'keys': ['k1', 'k2'], 'more': {'rest': 2}}, 1)]13");
  });
});
