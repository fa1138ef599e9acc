import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getItem, slice } from './access.js';
import { add, divide, floorDivide, modulo, multiply, power, subtract } from './arithmetic.js';
import { compare, contains, equals } from './compare.js';
import { PyError } from './errors.js';
import { dumps, loads } from './json.js';
import { parsePythonLiteral } from './literal.js';
import { mergeDicts } from './merge.js';
import { compilePattern } from './pyre.js';
import { pyRepr, pyStr } from './repr.js';
import { Dict, Tuple, toFloat, Undefined, type Value } from './types.js';

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 90n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(toFloat),
  fc.string({ unit: 'grapheme' }),
);

const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 4 }).map((entries) => new Dict(entries)),
  ),
}));

describe('round trips', () => {
  it('reads every repr back as the same value', () => {
    fc.assert(fc.property(tree, (value) => pyRepr(parsePythonLiteral(pyRepr(value))!) === pyRepr(value)));
  });
  it('reads every JSON text back as the same value', () => {
    fc.assert(fc.property(tree, (value) => equals(loads(dumps(value)), value)));
    fc.assert(
      fc.property(tree, (value) => equals(loads(dumps(value, { indent: 2, ensureAscii: false })), value)),
    );
  });
});

describe('arithmetic', () => {
  it('satisfies a == (a // b) * b + a % b for ints of any size', () => {
    const int = fc.oneof(
      fc.integer(),
      fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map((n) => add(0, n)),
    );
    fc.assert(
      fc.property(
        int,
        int.filter((b) => b !== 0),
        (a, b) => equals(add(multiply(floorDivide(a, b), b), modulo(a, b)), a),
      ),
    );
  });
  it.each<[string, () => Value, string]>([
    ['4 / 2 is a float', () => divide(4, 2), '2.0'],
    ['-7 // 2 rounds down', () => floorDivide(-7, 2), '-4'],
    ['-7 % 3 has the sign of the divisor', () => modulo(-7, 3), '2'],
    ['ints grow beyond 2^53', () => power(2, 64), '18446744073709551616'],
    ['a negative exponent gives a float', () => power(2, -1), '0.5'],
    ['text repeats', () => multiply('ab', 3), "'ababab'"],
    ['lists join', () => add([1], ['a']), "[1, 'a']"],
    ['text formats', () => modulo('%s-%03d', new Tuple(['a', 7])), "'a-007'"],
    ['True counts as 1', () => add(true, 1), '2'],
  ])('%s', (_name, work, expected) => expect(pyRepr(work())).toBe(expected));
  it.each<[() => Value, string]>([
    [() => add(1, 'a'), "unsupported operand type(s) for +: 'int' and 'str'"],
    [() => add('a', 1), 'can only concatenate str (not "int") to str'],
    [() => subtract([], 1), "unsupported operand type(s) for -: 'list' and 'int'"],
    [() => divide(1, 0), 'division by zero'],
    [() => add(new Undefined('x'), 1), "'x' is undefined"],
  ])("fails in Python's words", (work, message) =>
    expect(work).toThrow(new PyError('TypeError', message).message),
  );
});

describe('comparison', () => {
  it('treats True, 1 and 1.0 as equal, also inside containers', () => {
    expect(equals([true, { a: 1 }.a], [1, toFloat(1)])).toBe(true);
    expect(equals(new Dict([['a', 1]]), new Dict([['a', true]]))).toBe(true);
    expect(equals([1], new Tuple([1]))).toBe(false);
  });
  it('orders by code points and refuses mixed types', () => {
    expect(compare('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
    expect(() => compare(1, 'a')).toThrow("'<' not supported between instances of 'int' and 'str'");
  });
  it('finds dict keys by equality', () => {
    expect(contains(new Dict([[1, 'x']]), true)).toBe(true);
    expect(contains(new Dict([[1, 'x']]), '1')).toBe(false);
  });
});

describe('subscripts', () => {
  it('counts negative indexes from the end', () => expect(getItem('abc', -1)).toBe('c'));
  it('gives undefined for what is missing', () => expect(getItem([1], 5)).toBeUndefined());
  it.each<[Value, Value, Value, string]>([
    [1, null, null, '[1, 2, 3]'],
    [null, null, -1, '[3, 2, 1, 0]'],
    [-2, null, null, '[2, 3]'],
    [null, 10, 2, '[0, 2]'],
  ])('slices [%s:%s:%s]', (start, stop, step, expected) => {
    expect(pyStr(slice([0, 1, 2, 3], start, stop, step))).toBe(expected);
  });
});

describe('merging dicts', () => {
  it('leaves its inputs alone and merges nested dicts', () => {
    const base = new Dict([['a', new Dict([['x', 1]])]]);
    const merged = mergeDicts(base, new Dict([['a', new Dict([['y', 2]])]]));
    expect(pyRepr(merged)).toBe("{'a': {'x': 1, 'y': 2}}");
    expect(pyRepr(base)).toBe("{'a': {'x': 1}}");
  });
});

describe('regular expressions', () => {
  it('gives the same answer each time a cached pattern is used', () => {
    const pattern = compilePattern('a+');
    expect(pattern.search('baa')?.[0]).toBe('aa');
    expect(pattern.findAll('baa aa')).toEqual(['aa', 'aa']);
    expect(pattern.search('baa')?.index).toBe(1);
  });
  it.each(['(', '[a', '*a', '(?P<1a>x)', '(?<n>x)', 'a++', '\\y'])('refuses %s with its place', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(/ at position \d+$/);
  });
});
