import { add } from '../../value/arithmetic.js';
import { compare, equals } from '../../value/compare.js';
import { length } from '../../value/iterate.js';
import { dumps } from '../../value/json.js';
import { parseFloatText, parseInteger } from '../../value/numberLiteral.js';
import { doubleOf, intOf, toInt } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { sortValues } from '../../value/sort.js';
import { Dict, PyObject, toFloat, type Value } from '../../value/types.js';
import { jmespathError } from './fault.js';
import type { Step } from './parser.js';

/** An expression handed to a function (`&name`). */
export class Reference extends PyObject {
  readonly pyType = 'expression';
  constructor(readonly step: Step) {
    super();
  }
  pyRepr(): string {
    return '<expression>';
  }
}

type Type = 'any' | 'array' | 'boolean' | 'expref' | 'null' | 'number' | 'object' | 'string';

interface Definition {
  /** Types of each argument, alternatives joined by `|`; `array-number` is an array of those. */
  readonly takes: readonly string[];
  /** The last argument may be repeated. */
  readonly variadic?: true;
  readonly call: (...args: Value[]) => Value;
}

const list = (value: Value | undefined): Value[] => value as Value[];

const functions: Readonly<Record<string, Definition>> = {
  abs: { takes: ['number'], call: (n) => (doubleOf(n!)! < 0 ? negated(n!) : n!) },
  avg: {
    takes: ['array-number'],
    call: (n) => (list(n).length === 0 ? null : toFloat(doubleOf(total(n!))! / list(n).length)),
  },
  ceil: { takes: ['number'], call: (n) => toInt(BigInt(Math.ceil(doubleOf(n!)!))) },
  contains: { takes: ['array|string', 'any'], call: (all, one) => containsValue(all!, one!) },
  ends_with: { takes: ['string', 'string'], call: (text, end) => pyStr(text!).endsWith(pyStr(end!)) },
  floor: { takes: ['number'], call: (n) => toInt(BigInt(Math.floor(doubleOf(n!)!))) },
  join: {
    takes: ['string', 'array-string'],
    call: (glue, items) => list(items).map(pyStr).join(pyStr(glue!)),
  },
  keys: { takes: ['object'], call: (object) => [...(object as Dict).keys()] },
  length: { takes: ['string|array|object'], call: (value) => length(value!) },
  map: {
    takes: ['expref', 'array'],
    call: (step, items) => list(items).map((item) => (step as Reference).step(item)),
  },
  max: { takes: ['array-number|array-string'], call: (items) => extreme(list(items), 1) },
  max_by: { takes: ['array', 'expref'], call: (items, by) => extremeBy('max_by', items!, by!, 1) },
  merge: {
    takes: ['object'],
    variadic: true,
    call: (...objects) => new Dict(objects.flatMap((object) => [...(object as Dict)])),
  },
  min: { takes: ['array-number|array-string'], call: (items) => extreme(list(items), -1) },
  min_by: { takes: ['array', 'expref'], call: (items, by) => extremeBy('min_by', items!, by!, -1) },
  not_null: { takes: ['any'], variadic: true, call: (...args) => args.find((arg) => arg !== null) ?? null },
  reverse: {
    takes: ['array|string'],
    call: (value) =>
      typeof value === 'string' ? Array.from(value).reverse().join('') : list(value).toReversed(),
  },
  sort: {
    takes: ['array-string|array-number'],
    call: (items) => sortValues(list(items), (item) => item, false),
  },
  sort_by: {
    takes: ['array', 'expref'],
    call: (items, by) => sortValues(list(items), keyOf('sort_by', items!, by!), false),
  },
  starts_with: {
    takes: ['string', 'string'],
    call: (text, start) => pyStr(text!).startsWith(pyStr(start!)),
  },
  sum: { takes: ['array-number'], call: (items) => total(items!) },
  to_array: { takes: ['any'], call: (value) => (Array.isArray(value) ? value : [value!]) },
  to_number: { takes: ['any'], call: (value) => toNumber(value!) },
  to_string: {
    takes: ['any'],
    call: (value) => (typeof value === 'string' ? value : dumps(value!, { separators: [',', ':'] })),
  },
  type: { takes: ['any'], call: (value) => typeOf(value!) },
  values: { takes: ['object'], call: (object) => [...(object as Dict).values()] },
};

/** Calls a function of JMESPath. Throws an AnsibleError for unknown ones and wrong arguments. */
export function callFunction(name: string, args: Value[]): Value {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!found) return jmespathError(`Unknown function: ${name}()`);
  const { takes, variadic } = found;
  if (variadic ? args.length < takes.length : args.length !== takes.length) {
    const least = variadic ? 'at least ' : '';
    return jmespathError(
      `Expected ${least}${takes.length} argument${takes.length === 1 ? '' : 's'} for function ${name}(), received ${args.length}`,
    );
  }
  for (const [i, value] of args.entries()) {
    const types = (takes[i] ?? takes.at(-1)!).split('|');
    if (!types.some((type) => matches(value, type))) wrongType(name, value, types);
  }
  return found.call(...args);
}

function wrongType(name: string, value: Value, types: readonly string[]): never {
  const wanted = types.map((type) => `'${type}'`).join(', ');
  return jmespathError(
    `In function ${name}(), invalid type for value: ${pyStr(value)}, expected one of: [${wanted}], received: "${typeOf(value)}"`,
  );
}

function matches(value: Value, wanted: string): boolean {
  const [outer, inner] = wanted.split('-');
  if (outer === 'any') return !(value instanceof Reference);
  if (typeOf(value) !== outer) return false;
  return inner === undefined || (value as Value[]).every((item) => typeOf(item) === inner);
}

function typeOf(value: Value): Type {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Dict) return 'object';
  if (value instanceof Reference) return 'expref';
  return doubleOf(value) === undefined ? 'any' : 'number';
}

function negated(value: Value): Value {
  const int = intOf(value);
  return int === undefined ? toFloat(-doubleOf(value)!) : toInt(-BigInt(int));
}

function total(items: Value): Value {
  return list(items).reduce((sum, item) => add(sum, item), 0);
}

function containsValue(all: Value, one: Value): boolean {
  if (typeof all === 'string') return typeof one === 'string' && all.includes(one);
  return list(all).some((item) => equals(item, one));
}

function extreme(items: readonly Value[], sign: 1 | -1): Value {
  if (items.length === 0) return null;
  return items.reduce((best, item) => (compare(item, best) * sign > 0 ? item : best));
}

function extremeBy(name: string, items: Value, by: Value, sign: 1 | -1): Value {
  if (list(items).length === 0) return null;
  const key = keyOf(name, items, by);
  return list(items).reduce((best, item) => (compare(key(item), key(best)) * sign > 0 ? item : best));
}

/** The keys of `&expression`, all texts or all numbers. */
function keyOf(name: string, items: Value, by: Value): Step {
  const { step } = by as Reference;
  const [first] = list(items);
  const wanted = first === undefined ? 'string' : typeOf(step(first));
  if (wanted !== 'string' && wanted !== 'number') wrongType(name, step(first!), ['number', 'string']);
  return (item) => {
    const key = step(item);
    return typeOf(key) === wanted ? key : wrongType(name, key, [wanted]);
  };
}

function toNumber(value: Value): Value {
  if (typeof value !== 'string') return typeOf(value) === 'number' ? value : null;
  const int = parseInteger(value, 10);
  if (int !== undefined) return int;
  const float = parseFloatText(value);
  return float === undefined ? null : toFloat(float);
}
