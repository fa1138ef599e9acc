import { asIndex, asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { escapeHtml, Markup } from '../../value/markup.js';
import { pyRepr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { bind } from './arguments.js';

const domain = String.raw`(?:[\w%-]+\.)+`;
const named = String.raw`(?:https?:\/\/|www\.)(?:${domain})?(?:[a-z]{2,63}|xn--[\w%]{2,59})`;
const generic = String.raw`(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)`;
const numbered = String.raw`https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\])`;
const webAddress = new RegExp(`^(?:${named}|${generic}|${numbered})(?::\\d{1,5})?(?:[/?#]\\S*)?$`, 'i');
const mailAddress = /^\S+@\w[\w.-]*\.\w+$/;
const brackets = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

/** Jinja2's `urlize`: web and mail addresses of the text as links, everything else escaped. */
export function urlize(input: Value, args: Value[], kwargs: Kwargs): string {
  const params = [
    ['trim_url_limit', null],
    ['nofollow', false],
    ['target', null],
    ['rel', null],
    ['extra_schemes', null],
  ] as const;
  const bound = bind('do_urlize', params, args, kwargs);
  const relations = new Set(truthy(bound.rel) ? asText(bound.rel).split(/\s+/).filter(Boolean) : []);
  if (truthy(bound.nofollow)) relations.add('nofollow');
  relations.add('noopener');
  const attributes =
    ` rel="${escapeHtml([...relations].sort().join(' '))}"` +
    (truthy(bound.target) ? ` target="${escapeHtml(asText(bound.target))}"` : '');
  const limit = bound.trim_url_limit === null ? Infinity : asIndex(bound.trim_url_limit);
  const shown = (address: string): string =>
    address.length > limit ? `${address.slice(0, limit)}...` : address;
  const schemes = bound.extra_schemes === null ? [] : Array.from(iterate(bound.extra_schemes), asScheme);
  return Markup.escape(input)
    .text.split(/(\s+)/)
    .map((word) => linkWord(word, schemes, attributes, shown))
    .join('');
}

function asScheme(value: Value): string {
  const scheme = asText(value);
  if (/^[\w.+-]{2,}:\/{0,2}$/.test(scheme)) return scheme;
  throw new PyError('FilterArgumentError', `${pyRepr(scheme)} is not a valid URI scheme prefix.`);
}

function linkWord(
  word: string,
  schemes: readonly string[],
  attributes: string,
  shown: (address: string) => string,
): string {
  const head = /^(?:[(<]|&lt;)*/.exec(word)![0];
  const [middle, tail] = balance(...cutTail(word.slice(head.length)));
  return head + link(middle, schemes, attributes, shown) + tail;
}

function cutTail(text: string): [middle: string, tail: string] {
  const tail = /(?:[)>.,\n]|&gt;)+$/.exec(text)?.[0] ?? '';
  return [text.slice(0, text.length - tail.length), tail];
}

/** Gives closing brackets back to an address that opens them. */
function balance(address: string, rest: string): [middle: string, tail: string] {
  let middle = address;
  let tail = rest;
  for (const [open, close] of brackets) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let left = Math.min(opened, count(tail, close)); left > 0; left--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return [middle, tail];
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function link(
  address: string,
  schemes: readonly string[],
  attributes: string,
  shown: (address: string) => string,
): string {
  if (webAddress.test(address)) {
    const target = /^https?:\/\//.test(address) ? address : `https://${address}`;
    return `<a href="${target}"${attributes}>${shown(address)}</a>`;
  }
  if (address.startsWith('mailto:') && mailAddress.test(address.slice(7)))
    return `<a href="${address}">${address.slice(7)}</a>`;
  const isMail = address.includes('@') && !address.includes(':') && !address.startsWith('www.');
  if (isMail && mailAddress.test(address)) return `<a href="mailto:${address}">${address}</a>`;
  const scheme = schemes.find((prefix) => address !== prefix && address.startsWith(prefix));
  return scheme === undefined ? address : `<a href="${address}"${attributes}>${address}</a>`;
}
