import { asText } from '../../value/coerce.js';
import { valueError } from '../../value/errors.js';
import { dumps } from '../../value/json.js';
import { escapeHtml, Markup } from '../../value/markup.js';
import { stripTags } from '../../value/pymethods/markup.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, Undefined, type Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import { bind } from './arguments.js';
import { subscript } from './attribute.js';
import type { FilterEntry } from './entry.js';
import { requireDict } from './textInput.js';
import { urlize } from './urlize.js';

/** HTML filters, and attribute look-up. */
export const markupFilters: readonly FilterEntry[] = [
  {
    name: 'escape',
    aliases: ['e'],
    doc: 'The text with `& < > \' "` as HTML entities, unless it is marked as safe already.',
    apply: (input) => Markup.escape(input),
  },
  {
    name: 'forceescape',
    doc: 'The text with `& < > \' "` as HTML entities, also where it is marked as safe.',
    apply: (input) => new Markup(escapeHtml(pyStr(input))),
  },
  {
    name: 'safe',
    doc: 'The text unchanged, marked as safe: `escape` leaves it alone, what is added to it is escaped.',
    apply: (input) => new Markup(pyStr(input)),
  },
  {
    name: 'striptags',
    doc: 'The text without HTML tags and comments, white space collapsed.',
    apply: (input) => stripTags(pyStr(input)),
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
      const safe = text.replace(
        /[<>&']/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      return new Markup(safe);
    },
  },
  {
    name: 'xmlattr',
    doc: 'The entries of a dict as XML attributes; None and undefined ones are left out.',
    apply: (input, args, kwargs, ctx) => markedWithin(ctx, xmlAttributes(input, args, kwargs)),
  },
  {
    name: 'urlize',
    doc: 'The text with its web and mail addresses made links; `trim_url_limit`, `nofollow`, `target`, `rel` and `extra_schemes`.',
    apply: (input, args, kwargs, ctx) => markedWithin(ctx, urlize(input, args, kwargs)),
  },
];

function markedWithin(ctx: CallContext, html: string): Value {
  return ctx.escaping === true ? new Markup(html) : html;
}

function xmlAttributes(input: Value, args: Value[], kwargs: Kwargs): string {
  const { autospace } = bind('do_xmlattr', [['autospace', true]], args, kwargs);
  const entries: string[] = [];
  for (const [key, value] of requireDict(input, 'items')) {
    if (value === null || value instanceof Undefined) continue;
    const name = pyStr(key);
    if (/[\s/>=]/.test(name)) valueError(`Invalid character in attribute name: ${pyRepr(name)}`);
    entries.push(`${escapeHtml(name)}="${Markup.escape(value).text}"`);
  }
  const text = entries.join(' ');
  return truthy(autospace) && text !== '' ? ` ${text}` : text;
}
