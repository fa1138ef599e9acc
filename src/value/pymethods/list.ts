import { bind } from '../bind.js';
import { asIndex } from '../coerce.js';
import { equals } from '../compare.js';
import { PyError, typeError, valueError } from '../errors.js';
import { iterate } from '../iterate.js';
import { pyRepr } from '../repr.js';
import { sortValues } from '../sort.js';
import { truthy } from '../truth.js';
import { Callable, type Kwargs, type Value } from '../types.js';
import type { Methods } from './method.js';

/** Methods of Python's list. */
export const listMethods: Methods<Value[]> = new Map([
  [
    'append',
    (self, args, kwargs) => {
      self.push(bind('append', ['object'], args, kwargs).object);
      return null;
    },
  ],
  [
    'extend',
    (self, args, kwargs) => {
      self.push(...Array.from(iterate(bind('extend', ['iterable'], args, kwargs).iterable)));
      return null;
    },
  ],
  [
    'insert',
    (self, args, kwargs) => {
      const { index, object } = bind('insert', ['index', 'object'], args, kwargs);
      self.splice(asIndex(index), 0, object);
      return null;
    },
  ],
  ['pop', pop],
  [
    'remove',
    (self, args, kwargs) => {
      const { value } = bind('remove', ['value'], args, kwargs);
      const at = self.findIndex((item) => equals(item, value));
      if (at < 0) valueError('list.remove(x): x not in list');
      self.splice(at, 1);
      return null;
    },
  ],
  ['index', (self, args, kwargs) => indexOf(self, args, kwargs)],
  ['count', (self, args, kwargs) => countOf(self, bind('count', ['value'], args, kwargs).value)],
  [
    'reverse',
    (self) => {
      self.reverse();
      return null;
    },
  ],
  ['sort', sort],
  ['copy', (self) => [...self]],
  [
    'clear',
    (self) => {
      self.length = 0;
      return null;
    },
  ],
]);

/** How many items equal the value. */
export function countOf(items: readonly Value[], value: Value): number {
  return items.filter((item) => equals(item, value)).length;
}

/** `index(value, start, stop)`; throws a ValueError when nothing equals the value. */
export function indexOf(items: readonly Value[], args: Value[], kwargs: Kwargs, message?: string): number {
  const { value, start, stop } = bind('index', ['value', ['start', 0], ['stop', items.length]], args, kwargs);
  const position = (bound: Value): number => {
    const index = asIndex(bound);
    return index < 0 ? Math.max(0, index + items.length) : index;
  };
  const last = Math.min(items.length, position(stop));
  for (let i = position(start); i < last; i++) if (equals(items[i]!, value)) return i;
  return valueError(message ?? `${pyRepr(value)} is not in list`);
}

function pop(self: Value[], args: Value[], kwargs: Kwargs): Value {
  const index = asIndex(bind('pop', [['index', -1]], args, kwargs).index);
  if (self.length === 0) throw new PyError('IndexError', 'pop from empty list');
  const at = index < 0 ? index + self.length : index;
  if (at < 0 || at >= self.length) throw new PyError('IndexError', 'pop index out of range');
  return self.splice(at, 1)[0]!;
}

function sort(self: Value[], args: Value[], kwargs: Kwargs): Value {
  if (args.length > 0) typeError('sort() takes no positional arguments');
  const { key, reverse } = bind(
    'sort',
    [
      ['key', null],
      ['reverse', false],
    ],
    args,
    kwargs,
  );
  const keyOf = key instanceof Callable ? (item: Value) => key.call([item], new Map()) : undefined;
  const sorted = sortValues(self, keyOf, truthy(reverse));
  self.splice(0, self.length, ...sorted);
  return null;
}
