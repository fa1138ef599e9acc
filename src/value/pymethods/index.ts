import { typeError } from '../errors.js';
import { Markup, withoutMarkup } from '../markup.js';
import { intOf } from '../numbers.js';
import { BuiltinMethod, type Callable, Dict, Float, type Kwargs, Tuple, type Value } from '../types.js';
import { dictMethods } from './dict.js';
import { listMethods } from './list.js';
import { markupMethods } from './markup.js';
import type { Methods } from './method.js';
import { floatMethods, intMethods } from './number.js';
import { strMethods } from './str.js';
import { formatMethods } from './strFormat.js';
import { tupleMethods } from './tuple.js';

const textMethods: Methods<string> = new Map([...strMethods, ...formatMethods(getMethod)]);
const methodsOfMarkup = markupMethods(textMethods, getMethod);

/** The Python method `name` bound to a value, or undefined when its type has none of that name. */
export function getMethod(value: Value, name: string): Callable | undefined {
  if (typeof value === 'string') return bound(textMethods, value, name, 'str');
  if (value instanceof Markup) return bound(methodsOfMarkup, value, name, 'Markup');
  if (Array.isArray(value)) return bound(listMethods, value, name, 'list');
  if (value instanceof Dict) return bound(dictMethods, value, name, 'dict');
  if (value instanceof Tuple) return bound(tupleMethods, value, name, 'tuple');
  const int = intOf(value);
  if (int !== undefined) return bound(intMethods, int, name, 'int');
  if (value instanceof Float) return bound(floatMethods, value.value, name, 'float');
  return typeof value === 'number' ? bound(floatMethods, value, name, 'float') : undefined;
}

function bound<T>(methods: Methods<T>, self: T, name: string, type: string): Callable | undefined {
  const method = methods.get(name);
  if (!method) return undefined;
  return new BuiltinMethod(name, type, (args, kwargs) => {
    if (method.length === 1) refuseArguments(`${type}.${name}()`, args, kwargs);
    // Methods of str take Markup for the str that it is.
    return type === 'str' ? method(self, args.map(withoutMarkup), kwargs) : method(self, args, kwargs);
  });
}

function refuseArguments(name: string, args: readonly Value[], kwargs: Kwargs): void {
  if (kwargs.size > 0) typeError(`${name} takes no keyword arguments`);
  if (args.length > 0) typeError(`${name} takes no arguments (${args.length} given)`);
}
