import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { dumps } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, Undefined, type Value } from '../../value/types.js';
import { subscript } from './attribute.js';
import type { FilterEntry } from './entry.js';
import { requireDict } from './textInput.js';

/** HTML filters, and attribute look-up. */
export const markupFilters: readonly FilterEntry[] = [
  {
    name: 'escape',
    aliases: ['e', 'forceescape'],
    doc: 'The text with `& < > \' "` as HTML entities.',
    apply: (input) => escapeHtml(pyStr(input)),
  },
  {
    name: 'safe',
    doc: 'The text unchanged (nothing is escaped automatically).',
    apply: (input) => pyStr(input),
  },
  {
    name: 'striptags',
    doc: 'The text without HTML tags and comments, white space collapsed.',
    apply: (input) =>
      unescapeHtml(pyStr(input).replace(/<!--[\s\S]*?-->|<[^>]*>/g, ''))
        .split(/\s+/)
        .filter((part) => part !== '')
        .join(' '),
  },
  {
    name: 'attr',
    doc: 'The attribute of that name (never a dict entry); undefined when there is none.',
    apply: (input, args, kwargs) => {
      const name = asText(bind('do_attr', ['name'], args, kwargs).name);
      return input instanceof Dict ? subscript(new Dict(), name) : subscript(input, name);
    },
  },
  {
    name: 'tojson',
    doc: 'JSON that can stand inside HTML; `indent` lays it out.',
    apply: (input, args, kwargs) => {
      const { indent } = bind('do_tojson', [['indent', null]], args, kwargs);
      const text = dumps(input, { sortKeys: true, ...(typeof indent === 'number' && { indent }) });
      return text.replace(/[<>&']/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
    },
  },
  {
    name: 'xmlattr',
    doc: 'The entries of a dict as XML attributes; None and undefined ones are left out.',
    apply: xmlAttributes,
  },
  {
    name: 'urlize',
    doc: 'The text with its URLs made links.',
    apply: (input) =>
      escapeHtml(pyStr(input)).replace(
        /\b(https?:\/\/[^\s<>]+?)(?=[.,;:!?)]*(?:\s|$))/g,
        '<a href="$1" rel="noopener">$1</a>',
      ),
  },
];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>'"]/g, (char) => entities[char]!);
}

function unescapeHtml(text: string): string {
  const plain: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    '#39': "'",
    '#34': '"',
  };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => plain[name] ?? whole);
}

function xmlAttributes(input: Value, args: Value[], kwargs: Kwargs): string {
  const { autospace } = bind('do_xmlattr', [['autospace', true]], args, kwargs);
  const entries = [...requireDict(input, 'items')];
  const text = entries
    .filter(([, value]) => value !== null && !(value instanceof Undefined))
    .map(([key, value]) => `${escapeHtml(pyStr(key))}="${escapeHtml(pyStr(value))}"`)
    .join(' ');
  return truthy(autospace) && text !== '' ? ` ${text}` : text;
}
