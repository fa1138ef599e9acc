import { slice } from '../access.js';
import { bind } from '../bind.js';
import { textLength } from '../codePoints.js';
import { asIndex, asText } from '../coerce.js';
import { typeError, valueError } from '../errors.js';
import { pyTypeName } from '../typeName.js';
import { type Kwargs, Tuple, type Value } from '../types.js';
import type { Method, Methods } from './method.js';

const window = [
  ['start', null],
  ['end', null],
] as const;

/** The str methods that look for and replace parts. */
export const searchMethods: Methods<string> = new Map<string, Method<string>>([
  ['startswith', (self, args, kwargs) => affix('startswith', self, args, kwargs)],
  ['endswith', (self, args, kwargs) => affix('endswith', self, args, kwargs)],
  ['find', (self, args, kwargs) => locate('find', self, args, kwargs)],
  ['rfind', (self, args, kwargs) => locate('rfind', self, args, kwargs)],
  ['index', (self, args, kwargs) => required(locate('index', self, args, kwargs))],
  ['rindex', (self, args, kwargs) => required(locate('rindex', self, args, kwargs))],
  [
    'count',
    (self, args, kwargs) => {
      const { sub, start, end } = bind('count', ['sub', ...window], args, kwargs);
      const text = slice(self, start, end) as string;
      return asText(sub) === '' ? textLength(text) + 1 : text.split(asText(sub)).length - 1;
    },
  ],
  [
    'replace',
    (self, args, kwargs) => {
      const { old, replacement, count } = bind(
        'replace',
        ['old', 'replacement', ['count', -1]],
        args,
        kwargs,
      );
      return replaceText(self, asText(old), asText(replacement), asIndex(count));
    },
  ],
  [
    'removeprefix',
    (self, args, kwargs) => {
      const prefix = asText(bind('removeprefix', ['prefix'], args, kwargs).prefix);
      return self.startsWith(prefix) ? self.slice(prefix.length) : self;
    },
  ],
  [
    'removesuffix',
    (self, args, kwargs) => {
      const suffix = asText(bind('removesuffix', ['suffix'], args, kwargs).suffix);
      return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self;
    },
  ],
]);

/** Python's `text.replace(old, new, count)`: a negative count replaces everything; an empty `old` matches between characters. */
export function replaceText(text: string, old: string, replacement: string, count = -1): string {
  if (count < 0 && old !== '') return text.split(old).join(replacement);
  if (old === '') {
    const gaps = Array.from(text);
    const limit = count < 0 ? gaps.length + 1 : count;
    const body = gaps.map((char, i) => (i < limit ? replacement + char : char)).join('');
    return limit > gaps.length ? body + replacement : body;
  }
  let out = '';
  let rest = text;
  for (let done = 0; done < count; done++) {
    const at = rest.indexOf(old);
    if (at < 0) break;
    out += rest.slice(0, at) + replacement;
    rest = rest.slice(at + old.length);
  }
  return out + rest;
}

function affix(name: 'startswith' | 'endswith', self: string, args: Value[], kwargs: Kwargs): boolean {
  const { affix: wanted, start, end } = bind(name, ['affix', ...window], args, kwargs);
  const text = slice(self, start, end) as string;
  const options = wanted instanceof Tuple ? wanted.items : [wanted];
  return options.some((option) => {
    if (typeof option !== 'string') {
      typeError(`${name} first arg must be str or a tuple of str, not ${pyTypeName(option)}`);
    }
    return name === 'startswith' ? text.startsWith(option) : text.endsWith(option);
  });
}

function locate(name: string, self: string, args: Value[], kwargs: Kwargs): number {
  const { sub, start, end } = bind(name, ['sub', ...window], args, kwargs);
  const text = slice(self, start, end) as string;
  const needle = asText(sub);
  const at = name.startsWith('r') ? text.lastIndexOf(needle) : text.indexOf(needle);
  if (at < 0) return -1;
  return textLength(text.slice(0, at)) + skipped(self, start);
}

function skipped(self: string, start: Value): number {
  if (start === null) return 0;
  const size = textLength(self);
  const index = asIndex(start);
  return Math.min(size, index < 0 ? Math.max(0, index + size) : index);
}

function required(at: number): number {
  return at < 0 ? valueError('substring not found') : at;
}
