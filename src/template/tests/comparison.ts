import { bind } from '../../value/bind.js';
import { compare, contains, equals } from '../../value/compare.js';
import { iterate } from '../../value/iterate.js';
import { truthy } from '../../value/truth.js';
import type { Value } from '../../value/types.js';
import type { Test } from '../types.js';
import type { TestEntry } from './entry.js';

/** Tests that compare two values. */
export const comparisonTests: readonly TestEntry[] = [
  {
    name: 'eq',
    aliases: ['equalto', '=='],
    doc: 'Equal to the argument.',
    apply: relation((a, b) => equals(a, b)),
  },
  {
    name: 'ne',
    aliases: ['!='],
    doc: 'Different from the argument.',
    apply: relation((a, b) => !equals(a, b)),
  },
  {
    name: 'lt',
    aliases: ['lessthan', '<'],
    doc: 'Less than the argument.',
    apply: relation((a, b) => compare(a, b, '<') < 0),
  },
  {
    name: 'le',
    aliases: ['<='],
    doc: 'Less than or equal to the argument.',
    apply: relation((a, b) => compare(a, b, '<=') <= 0),
  },
  {
    name: 'gt',
    aliases: ['greaterthan', '>'],
    doc: 'Greater than the argument.',
    apply: relation((a, b) => compare(a, b, '>') > 0),
  },
  {
    name: 'ge',
    aliases: ['>='],
    doc: 'Greater than or equal to the argument.',
    apply: relation((a, b) => compare(a, b, '>=') >= 0),
  },
  { name: 'in', doc: 'Contained in the argument.', apply: relation((a, b) => contains(b, a)) },
  { name: 'contains', doc: 'Contains the argument.', apply: relation((a, b) => contains(a, b)) },
  { name: 'sameas', doc: 'The very same object as the argument.', apply: relation((a, b) => a === b) },
  {
    name: 'subset',
    aliases: ['issubset'],
    doc: 'Every item is in the argument.',
    apply: relation((a, b) => Array.from(iterate(a)).every((item) => isMember(b, item))),
  },
  {
    name: 'superset',
    aliases: ['issuperset'],
    doc: 'Every item of the argument is in the value.',
    apply: relation((a, b) => Array.from(iterate(b)).every((item) => isMember(a, item))),
  },
  { name: 'all', doc: 'Every item is true.', apply: (input) => Array.from(iterate(input)).every(truthy) },
  {
    name: 'any',
    doc: 'At least one item is true.',
    apply: (input) => Array.from(iterate(input)).some(truthy),
  },
  {
    name: 'truthy',
    doc: 'The value is true; `convert_bool=true` reads texts such as yes and off.',
    apply: (...call) => isTruthy(...call),
  },
  {
    name: 'falsy',
    doc: 'The value is false; `convert_bool=true` reads texts such as yes and off.',
    apply: (...call) => !isTruthy(...call),
  },
];

/** Characters of a text are its members; other values never are. */
function isMember(container: Value, item: Value): boolean {
  return typeof container === 'string' && typeof item !== 'string' ? false : contains(container, item);
}

function relation(holds: (a: Value, b: Value) => boolean): Test {
  return (input, args, kwargs) => holds(input, bind('test', ['other'], args, kwargs).other);
}

const isTruthy: Test = (input, args, kwargs) => {
  const { convert_bool } = bind('truthy', [['convert_bool', false]], args, kwargs);
  if (truthy(convert_bool) && typeof input === 'string') {
    const text = input.toLowerCase().trim();
    if (/^(?:y|yes|on|1|true|t|1\.0)$/.test(text)) return true;
    if (/^(?:n|no|off|0|false|f|0\.0)$/.test(text)) return false;
  }
  return truthy(input);
};
