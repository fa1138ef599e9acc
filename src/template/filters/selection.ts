import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { pyRepr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { CallContext, Filter } from '../types.js';
import { attributeGetter } from './attribute.js';
import type { FilterEntry } from './entry.js';

const none: Kwargs = new Map();

/** Filters that apply a filter or test to each item. */
export const selectionFilters: readonly FilterEntry[] = [
  {
    name: 'map',
    doc: 'Applies a filter to each item, or takes its `attribute` (`default` for missing ones).',
    apply: map,
  },
  {
    name: 'select',
    doc: 'The items that pass a test; without one, those that are true.',
    apply: picker(false, true),
  },
  {
    name: 'reject',
    doc: 'The items that fail a test; without one, those that are false.',
    apply: picker(false, false),
  },
  {
    name: 'selectattr',
    doc: 'The items whose attribute passes a test; without one, whose attribute is true.',
    apply: picker(true, true),
  },
  {
    name: 'rejectattr',
    doc: 'The items whose attribute fails a test; without one, whose attribute is false.',
    apply: picker(true, false),
  },
];

function map(input: Value, args: Value[], kwargs: Kwargs, ctx: CallContext): Value {
  const [name, ...rest] = args;
  if (name === undefined) {
    const attribute = kwargs.get('attribute');
    if (attribute === undefined) throw new PyError('FilterArgumentError', 'map requires a filter argument');
    const unexpected = [...kwargs.keys()].find((key) => key !== 'attribute' && key !== 'default');
    if (unexpected !== undefined)
      throw new PyError('FilterArgumentError', `Unexpected keyword argument ${pyRepr(unexpected)}`);
    return Array.from(itemsOf(input), attributeGetter(attribute, kwargs.get('default')));
  }
  return Array.from(itemsOf(input), (item) => ctx.filter(asText(name), item, rest, kwargs));
}

/** A value that is false has no items, whatever its type. */
function itemsOf(input: Value): Iterable<Value> {
  return truthy(input) ? iterate(input) : [];
}

function picker(byAttribute: boolean, keep: boolean): Filter {
  return (input, args, kwargs, ctx) => {
    const [attribute] = args;
    if (byAttribute && attribute === undefined)
      throw new PyError('FilterArgumentError', 'Missing parameter for attribute name');
    const [test, ...rest] = byAttribute ? args.slice(1) : args;
    const get = byAttribute ? attributeGetter(attribute!) : (item: Value) => item;
    const passes = (value: Value): boolean =>
      test === undefined
        ? truthy(value)
        : ctx.test(asText(test), value, rest, kwargs.size > 0 ? kwargs : none);
    return Array.from(itemsOf(input)).filter((item) => passes(get(item)) === keep);
  };
}
