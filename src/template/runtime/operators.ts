import { getItem, slice as sliceOf } from '../../value/access.js';
import { compare, contains, equals } from '../../value/compare.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, typeError } from '../../value/errors.js';
import { toKey } from '../../value/keys.js';
import { Markup } from '../../value/markup.js';
import { getMethod } from '../../value/pymethods/index.js';
import { numberAttribute } from '../../value/pymethods/number.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { objectTypeName, pyTypeName } from '../../value/typeName.js';
import { TypeObject } from '../../value/typeObject.js';
import { Callable, Dict, type Kwargs, PyObject, Undefined, type Value } from '../../value/types.js';
import { ImplicitElse } from './implicitElse.js';
import { Missing } from './missing.js';
import { Namespace } from './namespace.js';
import type { Unit } from './unit.js';

/** `a == b`; an Undefined on either side is an error. */
export function equal(a: Value, b: Value): boolean {
  requireDefined(a);
  requireDefined(b);
  return equals(a, b);
}
export function less(a: Value, b: Value): boolean {
  return compare(a, b, '<') < 0;
}
export function lessEqual(a: Value, b: Value): boolean {
  return compare(a, b, '<=') <= 0;
}
export function greater(a: Value, b: Value): boolean {
  return compare(a, b, '>') > 0;
}
export function greaterEqual(a: Value, b: Value): boolean {
  return compare(a, b, '>=') >= 0;
}
/** `item in container`. */
export function within(item: Value, container: Value): boolean {
  return contains(container, item);
}

/** `v.name`: an attribute or method first, then the key. Attributes of an Undefined are that Undefined. */
export function attribute(target: Value, name: string, position: number, unit: Unit): Value {
  if (target instanceof Undefined) return target;
  const found = own(target, name);
  if (found !== undefined) return found;
  const item = getItem(target, name);
  if (item !== undefined) return item;
  const hint = `'${objectTypeName(target)}' has no attribute '${name}'`;
  return new Missing(name, hint, position, unit, { owner: target, key: name });
}

/** `v[key]`: the key or index first, then an attribute or method. */
export function element(target: Value, key: Value, position: number, unit: Unit): Value {
  if (target instanceof Undefined) return target;
  if (key instanceof Undefined && !(target instanceof Dict)) return absent(target, key, position, unit);
  requireDefined(key);
  const found = getItem(target, key);
  if (found !== undefined) return found;
  if (typeof key === 'string') return attribute(target, key, position, unit);
  return absent(target, key, position, unit);
}

function absent(target: Value, key: Value, position: number, unit: Unit): Missing {
  const name = pyRepr(key);
  const hint = `${objectTypeName(target)} has no element ${name}`;
  return new Missing(name, hint, position, unit, { owner: target, key });
}

function own(target: Value, name: string): Value | undefined {
  if (name === '__class__') return TypeObject.of(target);
  const method = getMethod(target, name);
  if (method !== undefined) return method;
  const ofNumber = numberAttribute(target, name);
  if (ofNumber !== undefined) return ofNumber;
  return target instanceof PyObject ? target.pyAttribute(name) : undefined;
}

/** `v[start:stop:step]`. */
export function slice(target: Value, start?: Value, stop?: Value, step?: Value): Value {
  return target instanceof Undefined ? target : sliceOf(target, start, stop, step);
}

/** Calls what a template calls. */
export function call(fn: Value, args: Value[], kwargs: Kwargs): Value {
  if (fn instanceof Callable) return fn.call(args, kwargs);
  requireDefined(fn);
  return typeError(`'${pyTypeName(fn)}' object is not callable`);
}

/** `a ~ b ~ c`. */
export function join(parts: readonly Value[]): string {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else {
      requireDefined(part);
      text += pyStr(part);
    }
  }
  return text;
}

/** `a ~ b ~ c` inside `autoescape`: as soon as one of them is Markup the others are escaped. */
export function joinMarkup(parts: readonly Value[]): Value {
  if (!parts.some((part) => part instanceof Markup)) return join(parts);
  for (const part of parts) requireDefined(part);
  return new Markup(parts.map((part) => Markup.escape(part).text).join(''));
}

/** A dict display; keys must be hashable. */
export function dictOf(pairs: readonly (readonly [Value, Value])[]): Dict {
  const dict = new Dict();
  for (const [key, value] of pairs) {
    requireDefined(key);
    dict.set(toKey(key), value);
  }
  return dict;
}

/** The entries of a `**` argument. */
export function keywordsOf(value: Value): [string, Value][] {
  requireDefined(value);
  if (!(value instanceof Dict)) typeError(`argument after ** must be a mapping, not ${pyTypeName(value)}`);
  return Array.from(value, ([key, item]) => {
    if (typeof key !== 'string') typeError('keywords must be strings');
    return [key, item];
  });
}

/** `ns.name = value`; only namespaces can be assigned to. */
export function setAttribute(target: Value, name: string, value: Value): void {
  if (!(target instanceof Namespace)) {
    throw new PyError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
  }
  target.attributes.set(name, value);
}

/** The value of `a if b` when b is false. */
export function withoutElse(line: number): Undefined {
  return new ImplicitElse(line);
}

/** The value of a macro's parameter that was not given. */
export function missingArgument(name: string): Undefined {
  return new Undefined(name, `parameter '${name}' was not provided`);
}
