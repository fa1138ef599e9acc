import { compare, equals } from '../../value/compare.js';
import { valueError } from '../../value/errors.js';
import { doubleOf } from '../../value/numbers.js';
import { Dict, type Value } from '../../value/types.js';
import type { Step } from './parser.js';

/** JMESPath's truth: null, false, and empty text, lists and objects are false; 0 is true. */
export function holds(value: Value): boolean {
  if (value === null || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !(value instanceof Dict) || value.size > 0;
}

export function field(name: string): Step {
  return (current) => (current instanceof Dict ? (current.get(name) ?? null) : null);
}

export function element(left: Step, index: number): Step {
  return (current) => {
    const list = left(current);
    return Array.isArray(list) ? (list.at(index) ?? null) : null;
  };
}

export function chain(left: Step, right: Step): Step {
  return (current) => right(left(current));
}

export function either(left: Step, right: Step): Step {
  return (current) => {
    const value = left(current);
    return holds(value) ? value : right(current);
  };
}

export function both(left: Step, right: Step): Step {
  return (current) => {
    const value = left(current);
    return holds(value) ? right(current) : value;
  };
}

export function not(step: Step): Step {
  return (current) => !holds(step(current));
}

/** `==` and `!=` compare anything; the others numbers or texts, and give null for the rest. */
export function comparison(operator: string, left: Step, right: Step): Step {
  return (current) => {
    const [a, b] = [left(current), right(current)];
    if (operator === '==') return same(a, b);
    if (operator === '!=') return !same(a, b);
    if (!orderable(a) || !orderable(b)) return null;
    const order = compare(a, b, operator);
    if (operator.startsWith('<')) return operator === '<' ? order < 0 : order <= 0;
    return operator === '>' ? order > 0 : order >= 0;
  };
}

function same(a: Value, b: Value): boolean {
  return (typeof a === 'boolean') === (typeof b === 'boolean') && equals(a, b);
}

function orderable(value: Value): boolean {
  return typeof value === 'string' || (typeof value !== 'boolean' && doubleOf(value) !== undefined);
}

/** Applies `each` to the elements of a list and drops nulls. */
export function projection(base: Step, each: Step): Step {
  return (current) => project(base(current), each);
}

export function valueProjection(base: Step, each: Step): Step {
  return (current) => {
    const object = base(current);
    return object instanceof Dict ? project([...object.values()], each) : null;
  };
}

export function filterProjection(base: Step, condition: Step, each: Step): Step {
  return (current) => {
    const list = base(current);
    if (!Array.isArray(list)) return null;
    return project(
      list.filter((item) => holds(condition(item))),
      each,
    );
  };
}

function project(list: Value, each: Step): Value {
  return Array.isArray(list) ? list.map(each).filter((item) => item !== null) : null;
}

/** Opens lists within a list, one level. */
export function flatten(base: Step): Step {
  return (current) => {
    const list = base(current);
    return Array.isArray(list) ? list.flat(1) : null;
  };
}

/** Python's slice of a list. */
export function slice(base: Step, [from, to, stride]: readonly (number | undefined)[]): Step {
  return (current) => {
    const list = base(current);
    const step = stride ?? 1;
    if (!Array.isArray(list)) return null;
    if (step === 0) return valueError('slice step cannot be zero');
    const size = list.length;
    const clamp = (index: number | undefined, fallback: number): number => {
      if (index === undefined) return fallback;
      const at = index < 0 ? index + size : index;
      return step > 0 ? Math.min(Math.max(at, 0), size) : Math.min(Math.max(at, -1), size - 1);
    };
    const start = clamp(from, step > 0 ? 0 : size - 1);
    const end = clamp(to, step > 0 ? size : -1);
    const chosen: Value[] = [];
    for (let i = start; step > 0 ? i < end : i > end; i += step) chosen.push(list[i]!);
    return chosen;
  };
}

export function hash(entries: readonly (readonly [string, Step])[]): Step {
  return (current) =>
    current === null ? null : new Dict(entries.map(([name, step]) => [name, step(current)] as const));
}
