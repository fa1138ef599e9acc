import { bind } from '../bind.js';
import { asIndex, asText } from '../coerce.js';
import { typeError, valueError } from '../errors.js';
import { truthy } from '../truth.js';
import { pyTypeName } from '../typeName.js';
import { type Kwargs, Tuple, type Value } from '../types.js';
import type { Method, Methods } from './method.js';

const whitespace = '\\s\\x1c-\\x1f\\x85';

/** The str methods that take text apart. */
export const splitMethods: Methods<string> = new Map<string, Method<string>>([
  ['split', (self, args, kwargs) => split(self, args, kwargs)],
  ['rsplit', (self, args, kwargs) => rsplit(self, args, kwargs)],
  ['partition', (self, args, kwargs) => partition(self, args, kwargs)],
  ['rpartition', (self, args, kwargs) => rpartition(self, args, kwargs)],
  [
    'splitlines',
    (self, args, kwargs) => {
      const { keepends } = bind('splitlines', [['keepends', false]], args, kwargs);
      return splitLines(self, truthy(keepends));
    },
  ],
]);

/** Python's `text.split()`: at runs of whitespace, empty parts dropped; at most `limit` splits when not negative. */
function splitWhitespace(text: string, limit = -1): string[] {
  const parts: string[] = [];
  let rest = text.replace(new RegExp(`^[${whitespace}]+`), '');
  const gap = new RegExp(`[${whitespace}]+`);
  while (rest !== '') {
    const match = limit >= 0 && parts.length >= limit ? null : gap.exec(rest);
    parts.push(match ? rest.slice(0, match.index) : rest);
    rest = match ? rest.slice(match.index + match[0].length) : '';
  }
  return parts;
}

/** Python's `text.splitlines()`, which breaks at every Unicode line boundary. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines = text.match(
    /(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])?|\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])/g,
  );
  if (!lines) return [];
  return keepEnds
    ? [...lines]
    : lines.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''));
}

function split(self: string, args: Value[], kwargs: Kwargs): Value[] {
  const { sep, maxsplit } = bind(
    'split',
    [
      ['sep', null],
      ['maxsplit', -1],
    ],
    args,
    kwargs,
  );
  const limit = asIndex(maxsplit);
  if (sep === null) return splitWhitespace(self, limit);
  const parts = self.split(separator(sep));
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator(sep))];
}

function rsplit(self: string, args: Value[], kwargs: Kwargs): Value[] {
  const { sep, maxsplit } = bind(
    'rsplit',
    [
      ['sep', null],
      ['maxsplit', -1],
    ],
    args,
    kwargs,
  );
  const limit = asIndex(maxsplit);
  if (sep === null) {
    if (limit < 0) return splitWhitespace(self);
    const reversed = splitWhitespace(reverse(self), limit);
    return reversed.map(reverse).reverse();
  }
  const parts = self.split(separator(sep));
  if (limit < 0 || parts.length <= limit + 1) return parts;
  const cut = parts.length - limit;
  return [parts.slice(0, cut).join(separator(sep)), ...parts.slice(cut)];
}

function partition(self: string, args: Value[], kwargs: Kwargs): Value {
  const sep = separator(bind('partition', ['sep'], args, kwargs).sep);
  const at = self.indexOf(sep);
  return at < 0
    ? new Tuple([self, '', ''])
    : new Tuple([self.slice(0, at), sep, self.slice(at + sep.length)]);
}

function rpartition(self: string, args: Value[], kwargs: Kwargs): Value {
  const sep = separator(bind('rpartition', ['sep'], args, kwargs).sep);
  const at = self.lastIndexOf(sep);
  return at < 0
    ? new Tuple(['', '', self])
    : new Tuple([self.slice(0, at), sep, self.slice(at + sep.length)]);
}

function separator(value: Value): string {
  if (typeof value !== 'string') return typeError(`must be str or None, not ${pyTypeName(value)}`);
  return asText(value) === '' ? valueError('empty separator') : value;
}

function reverse(text: string): string {
  return Array.from(text).reverse().join('');
}
