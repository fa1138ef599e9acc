import { escapeHtml, Markup, withoutMarkup } from '../../value/markup.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { Filter } from '../types.js';

/** Filters that see Markup: those about it, and those that hand values on. */
const passing: ReadonlySet<string> = new Set([
  'attr',
  'batch',
  'combine',
  'count',
  'd',
  'default',
  'dict2items',
  'dictsort',
  'e',
  'escape',
  'first',
  'flatten',
  'forceescape',
  'format',
  'groupby',
  'items2dict',
  'join',
  'last',
  'length',
  'list',
  'mandatory',
  'map',
  'max',
  'min',
  'pprint',
  'quote',
  'random',
  'reject',
  'rejectattr',
  'replace',
  'safe',
  'select',
  'selectattr',
  'shuffle',
  'slice',
  'sort',
  'ternary',
  'to_nice_yaml',
  'to_yaml',
  'type_debug',
  'unique',
  'urlize',
  'xmlattr',
  'zip',
  'zip_longest',
]);

/** Filters that make Markup of Markup; for some the texts among the arguments are escaped first. */
const keeping: ReadonlyMap<string, 'escaped' | 'plain'> = new Map([
  ['capitalize', 'plain'],
  ['center', 'plain'],
  ['indent', 'plain'],
  ['lower', 'plain'],
  ['reverse', 'plain'],
  ['trim', 'escaped'],
  ['truncate', 'escaped'],
  ['upper', 'plain'],
]);

/** The filter of that name as it treats Markup: unless it is about Markup it takes it for plain text. */
export function acceptingMarkup(name: string, apply: Filter): Filter {
  if (passing.has(name)) return apply;
  const keeps = keeping.get(name);
  const taken = keeps === 'escaped' ? escapedText : withoutMarkup;
  return (input, args, kwargs, ctx) => {
    const isMarked = keeps !== undefined && input instanceof Markup;
    const prepare = isMarked ? taken : withoutMarkup;
    const result = apply(withoutMarkup(input), args.map(prepare), prepared(kwargs, prepare), ctx);
    return isMarked && typeof result === 'string' ? new Markup(result) : result;
  };
}

function prepared(kwargs: Kwargs, prepare: (value: Value) => Value): Kwargs {
  return kwargs.size === 0
    ? kwargs
    : new Map(Array.from(kwargs, ([key, value]) => [key, prepare(value)] as const));
}

function escapedText(value: Value): Value {
  return typeof value === 'string' ? escapeHtml(value) : withoutMarkup(value);
}
