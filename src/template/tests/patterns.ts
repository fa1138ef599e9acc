import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { typeError } from '../../value/errors.js';
import { compilePattern } from '../../value/pyre.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { type Kwargs, type Value, Vaulted } from '../../value/types.js';
import type { TestEntry } from './entry.js';

/** Tests with regular expressions, and of texts with a known shape. */
export const patternTests: readonly TestEntry[] = [
  {
    name: 'match',
    doc: 'The pattern matches at the beginning; options ignorecase, multiline.',
    apply: (input, args, kwargs) => matches('match', input, args, kwargs),
  },
  {
    name: 'search',
    doc: 'The pattern matches somewhere; options ignorecase, multiline.',
    apply: (input, args, kwargs) => matches('search', input, args, kwargs),
  },
  {
    name: 'regex',
    doc: 'The pattern matches; `match_type` search (default), match or fullmatch, options ignorecase, multiline.',
    apply: (input, args, kwargs) => {
      const params = [
        ['pattern', ''],
        ['ignorecase', false],
        ['multiline', false],
        ['match_type', 'search'],
      ] as const;
      const { pattern, ignorecase, multiline, match_type } = bind('regex', params, args, kwargs);
      return test(asText(match_type), pyStr(pattern), pyStr(input), truthy(ignorecase), truthy(multiline));
    },
  },
  {
    name: 'vault_encrypted',
    doc: 'The value is a !vault value that was not decrypted yet; text is never one.',
    apply: (input) => {
      requireDefined(input);
      return input instanceof Vaulted;
    },
  },
  {
    name: 'uri',
    doc: 'The text can be read as a URI, which any text can (`schemes`: with one of those).',
    apply: (input, args, kwargs) => isUri(input, args, kwargs),
  },
  {
    name: 'url',
    doc: 'The text is a URI with a host (`schemes`: one of those).',
    apply: (input, args, kwargs) =>
      isUri(input, args, kwargs) && /^[a-z][\w+.-]*:\/\/[^/?#]+/i.test(pyStr(input)),
  },
  { name: 'urn', doc: 'The text is a URN.', apply: (input) => /^urn:./i.test(pyStr(input)) },
];

function matches(name: string, input: Value, args: Value[], kwargs: Kwargs): boolean {
  const params = [
    ['pattern', ''],
    ['ignorecase', false],
    ['multiline', false],
  ] as const;
  const { pattern, ignorecase, multiline } = bind(name, params, args, kwargs);
  return test(name, pyStr(pattern), pyStr(input), truthy(ignorecase), truthy(multiline));
}

function test(kind: string, pattern: string, text: string, ignoreCase: boolean, multiline: boolean): boolean {
  const compiled = compilePattern(pattern, { ignoreCase, multiline });
  if (kind === 'fullmatch')
    return compilePattern(`(?:${pattern})\\Z`, { ignoreCase, multiline }).match(text) !== null;
  if (kind === 'match') return compiled.match(text) !== null;
  if (kind === 'search') return compiled.search(text) !== null;
  return typeError("'str' object is not callable");
}

function isUri(input: Value, args: Value[], kwargs: Kwargs): boolean {
  const { schemes } = bind('uri', [['schemes', null]], args, kwargs);
  if (typeof input !== 'string') return false;
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(input)?.[1]?.toLowerCase() ?? '';
  if (!Array.isArray(schemes) || schemes.length === 0) return true;
  return schemes.some((wanted) => pyStr(wanted) === scheme);
}
