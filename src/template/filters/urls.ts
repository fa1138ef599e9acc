import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, typeError, valueError } from '../../value/errors.js';
import { isIterable, iterate, toList } from '../../value/iterate.js';
import { isHashable } from '../../value/keys.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { textFor } from './textInput.js';

/** Filters on URLs. */
export const urlFilters: readonly FilterEntry[] = [
  {
    name: 'urldecode',
    doc: 'The text with %xx and + decoded.',
    apply: (input) => percentDecode(textFor(input, 'replace').replaceAll('+', ' ')),
  },
  {
    name: 'urlencode',
    doc: 'A text percent-encoded, or a query of the pairs of a dict or list.',
    apply: (input) => urlEncode(input),
  },
  {
    name: 'urlsplit',
    doc: 'The parts of a URL as a dict, or the one named by `query`.',
    apply: (input, args, kwargs) => {
      const { query } = bind('split_url', [['query', '']], args, kwargs);
      const parts = splitUrl(urlText(input));
      if (!truthy(query)) return parts;
      const part = parts.get(asText(query));
      if (part !== undefined) return part;
      throw new PyError('AnsibleError', `urlsplit: unknown URL component: ${asText(query)}`);
    },
  },
];

/** Blanks at the front and line breaks are no part of a URL. */
function urlText(input: Value): string {
  requireDefined(input);
  if (!isHashable(input)) typeError(`unhashable type: '${pyTypeName(input)}'`);
  return pyStr(input)
    .replace(/^[\0- ]+/, '')
    .replace(/[\t\r\n]/g, '');
}

function percentDecode(text: string): string {
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function urlEncode(input: Value): string {
  if (typeof input === 'string') return quote(input, '/');
  requireDefined(input);
  if (!isIterable(input)) return quote(pyStr(input), '/');
  const pairs = input instanceof Dict ? [...input] : Array.from(iterate(input), pairOf);
  return pairs.map(([key, value]) => `${quotePlus(key ?? '')}=${quotePlus(value ?? '')}`).join('&');
}

function pairOf(value: Value): Value[] {
  if (!isIterable(value)) typeError(`cannot unpack non-iterable ${pyTypeName(value)} object`);
  const items = toList(value);
  if (items.length < 2) valueError(`not enough values to unpack (expected 2, got ${items.length})`);
  if (items.length > 2) valueError('too many values to unpack (expected 2)');
  return items;
}

function quotePlus(value: Value): string {
  return quote(pyStr(value), ' ').replaceAll(' ', '+');
}

/** Percent-encodes everything but letters, digits, `_.-~` and the safe characters. */
function quote(text: string, safe: string): string {
  let out = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    const plain = /[\w.~-]/.test(char) || safe.includes(char);
    out += plain ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

function splitUrl(url: string): Dict {
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][\w+.-]*):)?(.*)$/s.exec(url) ?? [];
  const [, netloc = '', path = '', query = '', fragment = ''] =
    /^(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(rest) ?? [];
  const at = netloc.lastIndexOf('@');
  const credentials = at < 0 ? undefined : netloc.slice(0, at);
  const host = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(netloc.slice(at + 1));
  const [, hostname = '', port = ''] = host ?? [];
  const [username, ...password] = credentials?.split(':') ?? [];
  return new Dict([
    ['fragment', fragment],
    ['hostname', hostname === '' ? null : hostname.replace(/^\[|\]$/g, '').toLowerCase()],
    ['netloc', netloc],
    ['password', password.length > 0 ? password.join(':') : null],
    ['path', path],
    ['port', port === '' ? null : Number(port)],
    ['query', query],
    ['scheme', scheme.toLowerCase()],
    ['username', username ?? null],
  ]);
}
