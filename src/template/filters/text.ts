import { modulo } from '../../value/arithmetic.js';
import { asIndex, asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { typeError } from '../../value/errors.js';
import { iterate, length } from '../../value/iterate.js';
import { Markup } from '../../value/markup.js';
import { pformat } from '../../value/pformat.js';
import { getMethod } from '../../value/pymethods/index.js';
import { capitalize } from '../../value/pymethods/strCase.js';
import { centerText, stripText } from '../../value/pymethods/strLayout.js';
import { replaceText } from '../../value/pymethods/strSearch.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Kwargs, Tuple, type Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import { bind } from './arguments.js';
import { attributeGetter } from './attribute.js';
import type { FilterEntry } from './entry.js';

/** Filters that change letters and parts of a text. */
export const textFilters: readonly FilterEntry[] = [
  { name: 'lower', doc: 'The text in lower case.', apply: (input) => pyStr(input).toLowerCase() },
  { name: 'upper', doc: 'The text in upper case.', apply: (input) => pyStr(input).toUpperCase() },
  {
    name: 'capitalize',
    doc: 'First letter in upper case, the rest in lower case.',
    apply: (input) => capitalize(pyStr(input)),
  },
  {
    name: 'title',
    doc: 'Every word starts with an upper case letter.',
    apply: (input) =>
      pyStr(input)
        .split(/([-\s({[<]+)/)
        .map((part) => capitalize(part))
        .join(''),
  },
  { name: 'string', doc: "The value as text, as Python's str() writes it.", apply: (input) => pyStr(input) },
  {
    name: 'trim',
    doc: 'Strips whitespace, or the characters `chars`, from both ends.',
    apply: (input, args, kwargs) => {
      const { chars } = bind('do_trim', [['chars', null]], args, kwargs);
      return stripText(pyStr(input), chars === null ? null : asText(chars), 'strip');
    },
  },
  {
    name: 'join',
    doc: 'Joins the items to text with the separator `d`; `attribute` takes that attribute of each item.',
    apply: join,
  },
  {
    name: 'replace',
    doc: 'Replaces every occurrence of `old` by `new`, at most `count` times.',
    apply: replace,
  },
  {
    name: 'center',
    doc: 'Centers the text in a field of `width` characters (80).',
    apply: (input, args, kwargs) =>
      centerText(pyStr(input), asIndex(bind('do_center', [['width', 80]], args, kwargs).width)),
  },
  { name: 'format', doc: 'Fills printf directives: `"%s-%02d" | format(name, 3)`.', apply: format },
  {
    name: 'split',
    doc: 'Splits the text at whitespace, or at the separator given, at most `maxsplit` times.',
    apply: (input, args, kwargs) => getMethod(splittable(input), 'split')!.call(args, kwargs),
  },
  {
    name: 'wordcount',
    doc: 'Counts the words of the text.',
    apply: (input) => pyStr(input).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  },
  {
    name: 'truncate',
    doc: 'Cuts the text to `length` (255) characters at a word, ending in `end`; `killwords=true` cuts inside words.',
    apply: truncate,
  },
  { name: 'pprint', doc: 'The value in Python notation, for debugging.', apply: (input) => pformat(input) },
];

function splittable(input: Value): string {
  requireDefined(input);
  if (typeof input === 'string') return input;
  return typeError(
    `descriptor 'split' for 'str' objects doesn't apply to a '${pyTypeName(input)}' object`,
    input,
  );
}

function replace(input: Value, args: Value[], kwargs: Kwargs, ctx: CallContext): Value {
  const params = ['old', 'new', ['count', null]] as const;
  const { old, new: replacement, count } = bind('do_replace', params, args, kwargs);
  const limit = count === null ? -1 : asIndex(count);
  const marks = ctx.escaping === true && [input, old, replacement].some((value) => value instanceof Markup);
  if (!marks) return replaceText(pyStr(input), pyStr(old), pyStr(replacement), limit);
  const [text, from, to] = [input, old, replacement].map((value) => Markup.escape(value).text);
  return new Markup(replaceText(text!, from!, to!, limit));
}

function join(input: Value, args: Value[], kwargs: Kwargs, ctx: CallContext): Value {
  const { d, attribute } = bind(
    'sync_do_join',
    [
      ['d', ''],
      ['attribute', null],
    ],
    args,
    kwargs,
  );
  const get = attribute === null ? undefined : attributeGetter(attribute);
  const items = Array.from(iterate(input), (item) => (get ? get(item) : item));
  const marks =
    ctx.escaping === true && (d instanceof Markup || items.some((item) => item instanceof Markup));
  if (!marks) return items.map(pyStr).join(pyStr(d));
  return new Markup(items.map((item) => Markup.escape(item).text).join(Markup.escape(d).text));
}

function format(input: Value, args: Value[], kwargs: Kwargs): Value {
  if (args.length > 0 && kwargs.size > 0)
    typeError("can't handle positional and keyword arguments at the same time");
  const text = input instanceof Markup ? input : pyStr(input);
  return modulo(text, kwargs.size > 0 ? new Dict(kwargs) : new Tuple(args));
}

function truncate(input: Value, args: Value[], kwargs: Kwargs): Value {
  const params = [
    ['length', 255],
    ['killwords', false],
    ['end', '...'],
    ['leeway', 5],
  ] as const;
  const bound = bind('do_truncate', params, args, kwargs);
  const text = Array.from(pyStr(input));
  const end = asText(bound.end);
  const limit = asIndex(bound.length);
  const room = bound.leeway === null ? 5 : asIndex(bound.leeway);
  if (limit < end.length) typeError(`expected length >= ${end.length}, got ${limit}`);
  requireDefined(input);
  if (length(input) <= limit + room) return input;
  if (typeof input !== 'string')
    return typeError(`can only concatenate ${pyTypeName(input)} (not "str") to ${pyTypeName(input)}`);
  const head = text.slice(0, limit - end.length).join('');
  if (truthy(bound.killwords)) return head + end;
  const space = head.lastIndexOf(' ');
  return (space < 0 ? head : head.slice(0, space)) + end;
}
