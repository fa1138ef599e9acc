import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { iterate, toList } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import type { FilterEntry } from './entry.js';

/** Filters on URLs. */
export const urlFilters: readonly FilterEntry[] = [
  {
    name: 'urldecode',
    doc: 'The text with %xx and + decoded.',
    apply: (input) => percentDecode(pyStr(input).replaceAll('+', ' ')),
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
      const parts = splitUrl(pyStr(input));
      if (query === '') return parts;
      const part = parts.get(asText(query));
      if (part !== undefined) return part;
      throw new PyError('AnsibleError', `urlsplit: unknown URL component: ${asText(query)}`);
    },
  },
];

function percentDecode(text: string): string {
  return text.replace(/(?:%[\da-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function urlEncode(input: Value): string {
  if (typeof input === 'string') return quote(input, '/');
  if (!(input instanceof Dict) && !Array.isArray(input)) return quote(pyStr(input), '/');
  const pairs = input instanceof Dict ? [...input] : Array.from(iterate(input), (pair) => toList(pair));
  return pairs.map(([key, value]) => `${quotePlus(key ?? '')}=${quotePlus(value ?? '')}`).join('&');
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
