import { bind } from '../bind.js';
import { textLength } from '../codePoints.js';
import { asIndex, asText } from '../coerce.js';
import { typeError } from '../errors.js';
import type { Kwargs, Value } from '../types.js';
import type { Method, Methods } from './method.js';

/** The str methods that strip and pad. */
export const layoutMethods: Methods<string> = new Map<string, Method<string>>([
  ['strip', (self, args, kwargs) => stripWith('strip', self, args, kwargs)],
  ['lstrip', (self, args, kwargs) => stripWith('lstrip', self, args, kwargs)],
  ['rstrip', (self, args, kwargs) => stripWith('rstrip', self, args, kwargs)],
  ['ljust', (self, args, kwargs) => justify('ljust', self, args, kwargs)],
  ['rjust', (self, args, kwargs) => justify('rjust', self, args, kwargs)],
  ['center', (self, args, kwargs) => justify('center', self, args, kwargs)],
  [
    'zfill',
    (self, args, kwargs) => {
      const width = asIndex(bind('zfill', ['width'], args, kwargs).width);
      const sign = /^[+-]/.exec(self)?.[0] ?? '';
      const zeros = '0'.repeat(Math.max(0, width - textLength(self)));
      return sign + zeros + self.slice(sign.length);
    },
  ],
  [
    'expandtabs',
    (self, args, kwargs) => {
      const { tabsize } = bind('expandtabs', [['tabsize', 8]], args, kwargs);
      return self
        .split(/(?<=[\n\r])/)
        .map((line) => expandTabs(line, asIndex(tabsize)))
        .join('');
    },
  ],
]);

/** Python's strip family: removes whitespace, or any of the given characters, from the chosen ends. */
export function stripText(
  text: string,
  characters: string | null,
  ends: 'strip' | 'lstrip' | 'rstrip',
): string {
  const blank = (char: string): boolean =>
    characters === null ? /[\s\x1c-\x1f\x85]/.test(char) : characters.includes(char);
  const parts = Array.from(text);
  let start = 0;
  let end = parts.length;
  if (ends !== 'rstrip') while (start < end && blank(parts[start]!)) start++;
  if (ends !== 'lstrip') while (end > start && blank(parts[end - 1]!)) end--;
  return parts.slice(start, end).join('');
}

/** Python's `center`: an odd rest goes left when the width is odd. */
export function centerText(text: string, width: number, fill = ' '): string {
  const missing = Math.max(0, width - textLength(text));
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function stripWith(name: 'strip' | 'lstrip' | 'rstrip', self: string, args: Value[], kwargs: Kwargs): string {
  const { chars } = bind(name, [['chars', null]], args, kwargs);
  return stripText(self, chars === null ? null : asText(chars), name);
}

function justify(name: 'ljust' | 'rjust' | 'center', self: string, args: Value[], kwargs: Kwargs): string {
  const { width, fillchar } = bind(name, ['width', ['fillchar', ' ']], args, kwargs);
  const fill = asText(fillchar);
  if (textLength(fill) !== 1) typeError('The fill character must be exactly one character long');
  if (name === 'center') return centerText(self, asIndex(width), fill);
  const padding = fill.repeat(Math.max(0, asIndex(width) - textLength(self)));
  return name === 'ljust' ? self + padding : padding + self;
}

function expandTabs(line: string, size: number): string {
  let out = '';
  for (const char of line) {
    if (char !== '\t') out += char;
    else if (size > 0) out += ' '.repeat(size - (textLength(out) % size));
  }
  return out;
}
