import { getItem } from '../access.js';
import { bind } from '../bind.js';
import { requireDefined } from '../defined.js';
import { DictView } from '../dictView.js';
import { PyError, typeError, valueError } from '../errors.js';
import { isIterable, iterate, toList } from '../iterate.js';
import { findKey, toKey } from '../keys.js';
import { pyRepr } from '../repr.js';
import { Dict, type Kwargs, Tuple, type Value } from '../types.js';
import type { Methods } from './method.js';

/** Methods of Python's dict. */
export const dictMethods: Methods<Dict> = new Map([
  [
    'get',
    (self, args, kwargs) => {
      const { key, fallback } = bind('get', ['key', ['fallback', null]], args, kwargs);
      toKey(key);
      return getItem(self, key) ?? fallback;
    },
  ],
  ['keys', (self) => new DictView('keys', self)],
  ['values', (self) => new DictView('values', self)],
  ['items', (self) => new DictView('items', self)],
  [
    'update',
    (self, args, kwargs) => {
      updateDict('update', self, args, kwargs);
      return null;
    },
  ],
  ['pop', pop],
  [
    'popitem',
    (self) => {
      const last = [...self].at(-1);
      if (!last) throw new PyError('KeyError', "'popitem(): dictionary is empty'");
      self.delete(last[0]);
      return new Tuple(last);
    },
  ],
  [
    'setdefault',
    (self, args, kwargs) => {
      const { key, fallback } = bind('setdefault', ['key', ['fallback', null]], args, kwargs);
      const present = getItem(self, key);
      if (present !== undefined) return present;
      self.set(toKey(key), fallback);
      return fallback;
    },
  ],
  ['copy', (self) => self.copy()],
  [
    'clear',
    (self) => {
      self.clear();
      return null;
    },
  ],
  [
    'fromkeys',
    (_self, args, kwargs) => {
      const { iterable, value } = bind('fromkeys', ['iterable', ['value', null]], args, kwargs);
      return new Dict(Array.from(iterate(iterable), (key) => [toKey(key), value] as const));
    },
  ],
]);

/** What `dict(...)` and `dict.update(...)` take: a mapping or an iterable of pairs, then keywords; `name` is the caller's in errors. */
export function updateDict(name: string, target: Dict, args: readonly Value[], kwargs: Kwargs): void {
  if (args.length > 1) typeError(`${name} expected at most 1 argument, got ${args.length}`);
  const [source] = args;
  if (source instanceof Dict) {
    for (const [key, value] of source) target.set(findKey(target, key) ?? key, value);
  } else if (source !== undefined) {
    for (const [index, entry] of toList(source).entries()) addPair(target, index, entry);
  }
  for (const [key, value] of kwargs) target.set(key, value);
}

function addPair(target: Dict, index: number, entry: Value): void {
  requireDefined(entry);
  if (!isIterable(entry))
    typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
  const pair = toList(entry);
  if (pair.length !== 2) {
    valueError(`dictionary update sequence element #${index} has length ${pair.length}; 2 is required`);
  }
  const key = toKey(pair[0]!);
  target.set(findKey(target, key) ?? key, pair[1]!);
}

function pop(self: Dict, args: Value[], kwargs: Kwargs): Value {
  const { key, fallback } = bind('pop', ['key', ['fallback', undefined]], args, kwargs);
  const found = findKey(self, key);
  if (found === undefined) {
    if (fallback !== undefined) return fallback;
    throw new PyError('KeyError', pyRepr(key));
  }
  const value = self.get(found)!;
  self.delete(found);
  return value;
}
