import type { Method, Methods } from './method.js';

/** The str methods about letter case and character classes. */
export const caseMethods: Methods<string> = new Map<string, Method<string>>([
  ['upper', (self) => self.toUpperCase()],
  ['lower', (self) => self.toLowerCase()],
  ['casefold', (self) => self.toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ')],
  ['title', (self) => titleCase(self)],
  ['capitalize', (self) => capitalize(self)],
  ['swapcase', (self) => swapCase(self)],
  ['isdigit', (self) => /^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u.test(self)],
  ['isdecimal', (self) => /^\p{Nd}+$/u.test(self)],
  ['isnumeric', (self) => /^\p{N}+$/u.test(self)],
  ['isalpha', (self) => /^\p{L}+$/u.test(self)],
  ['isalnum', (self) => /^[\p{L}\p{N}]+$/u.test(self)],
  ['isupper', (self) => /\p{Lu}/u.test(self) && !/[\p{Ll}\p{Lt}]/u.test(self)],
  ['islower', (self) => /\p{Ll}/u.test(self) && !/[\p{Lu}\p{Lt}]/u.test(self)],
  ['istitle', (self) => /[\p{Lu}\p{Lt}]/u.test(self) && titleCase(self) === self],
  ['isspace', (self) => /^[\s\x1c-\x1f\x85]+$/.test(self)],
  ['isidentifier', (self) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(self)],
  ['isascii', (self) => !/[^\x00-\x7f]/.test(self)],
  ['isprintable', (self) => !/[^ \P{Z}]|\p{C}/u.test(self)],
]);

/** First character in upper case, the rest in lower case. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  const [head = '', ...tail] = Array.from(first.toUpperCase());
  return head + (tail.join('') + rest.join('')).toLowerCase();
}

/** Python's `title()`: every run of letters starts in upper case. */
function titleCase(text: string): string {
  return text.replaceAll(/\p{L}+/gu, capitalize);
}

function swapCase(text: string): string {
  return Array.from(text, (char) => (/\p{Lu}/u.test(char) ? char.toLowerCase() : char.toUpperCase())).join(
    '',
  );
}
