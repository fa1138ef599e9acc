import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Float, type Kwargs, Undefined, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

const yes: ReadonlySet<Value> = new Set<Value>(['yes', 'on', '1', 'true', 1]);

/** Filters about missing values and truth. */
export const defaultFilters: readonly FilterEntry[] = [
  {
    name: 'default',
    aliases: ['d'],
    doc: 'The value, or `default_value` (default: empty text) when it is undefined; with `boolean=true` also when it is false.',
    apply: (input, args, kwargs) => {
      const params = [
        ['default_value', ''],
        ['boolean', false],
      ] as const;
      const bound = bind('do_default', params, args, kwargs);
      if (input instanceof Undefined) return bound.default_value;
      return truthy(bound.boolean) && !truthy(input) ? bound.default_value : input;
    },
  },
  {
    name: 'mandatory',
    doc: 'The value; an error when it is undefined, with the text `msg` when given.',
    apply: (input, args, kwargs) => {
      const { msg } = bind('mandatory', [['msg', null]], args, kwargs);
      if (!(input instanceof Undefined)) return input;
      const text = msg === null ? `Mandatory variable '${input.name}'  not defined.` : pyStr(msg);
      throw new PyError('AnsibleError', text);
    },
  },
  {
    name: 'undef',
    doc: 'Returns an undefined value whose use fails with the text `hint`.',
    apply: (_input, args, kwargs) => {
      const { hint } = bind('undef', [['hint', null]], args, kwargs);
      return hint === null ? new Undefined('undef()') : new Undefined('undef()', pyStr(hint));
    },
  },
  {
    name: 'bool',
    doc: 'True for yes, on, true and 1 in any case; None stays None; everything else is False.',
    apply: (input) => {
      requireDefined(input);
      if (input === null || typeof input === 'boolean') return input;
      if (input instanceof Float) return input.value === 1;
      return yes.has(typeof input === 'string' ? input.toLowerCase() : input);
    },
  },
  {
    name: 'ternary',
    doc: 'The first argument when the value is true, the second when false, `none_val` when None.',
    apply: ternary,
  },
  {
    name: 'type_debug',
    doc: "The name of the value's Python type.",
    apply: (input) => pyTypeName(input),
  },
];

function ternary(input: Value, args: Value[], kwargs: Kwargs): Value {
  const params = ['true_val', 'false_val', ['none_val', null]] as const;
  const { true_val, false_val, none_val } = bind('ternary', params, args, kwargs);
  if (input === null && none_val !== null) return none_val;
  return truthy(input) ? true_val : false_val;
}
