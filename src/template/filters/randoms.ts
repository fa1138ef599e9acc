import { asIndex, asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, valueError } from '../../value/errors.js';
import { isIterable, toList } from '../../value/iterate.js';
import { intOf } from '../../value/numbers.js';
import { type Kwargs, Undefined, type Value } from '../../value/types.js';
import { type RandomSource, seededRandom, systemRandom } from '../mersenne.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Random choices; with a `seed` the same ones as Ansible makes. */
export const randomFilters: readonly FilterEntry[] = [
  {
    name: 'random',
    doc: 'A random item of a list, or a random int below the value (from `start`, in steps of `step`); `seed` makes it repeatable.',
    apply: random,
  },
  {
    name: 'shuffle',
    doc: 'The items in random order; `seed` makes it repeatable.',
    apply: (input, args, kwargs) => {
      const source = sourceFor(bind('randomize_list', [['seed', null]], args, kwargs).seed);
      requireDefined(input);
      if (!isIterable(input)) return input;
      const items = toList(input);
      for (let i = items.length - 1; i > 0; i--) {
        const j = source.below(i + 1);
        [items[i], items[j]] = [items[j]!, items[i]!];
      }
      return items;
    },
  },
  {
    name: 'random_mac',
    doc: 'A random MAC address that begins with the prefix; `seed` makes it repeatable.',
    apply: randomMac,
  },
];

function sourceFor(seed: Value): RandomSource {
  return seed === null ? systemRandom : seededRandom(seed);
}

function random(input: Value, args: Value[], kwargs: Kwargs): Value {
  const { start, step, seed } = bind(
    'rand',
    [
      ['start', null],
      ['step', null],
      ['seed', null],
    ],
    args,
    kwargs,
  );
  const source = sourceFor(seed);
  const end = intOf(input);
  if (end !== undefined) {
    const from = start === null ? 0 : asIndex(start);
    const stride = step === null ? 1 : asIndex(step);
    const count = Math.ceil((Number(end) - from) / stride);
    if (count <= 0) valueError(`empty range for randrange() (${from}, ${end}, ${Number(end) - from})`);
    return from + stride * source.below(count);
  }
  if (start !== null || step !== null) {
    throw new PyError('AnsibleError', 'start and step can only be used with integer values');
  }
  requireDefined(input);
  if (!isIterable(input))
    throw new PyError('AnsibleError', 'random can only be used on sequences and integers');
  const items = toList(input);
  if (items.length === 0) return new Undefined('random', 'No random item, sequence was empty.');
  return items[source.below(items.length)]!;
}

function randomMac(input: Value, args: Value[], kwargs: Kwargs): string {
  const { seed } = bind('random_mac', [['seed', null]], args, kwargs);
  const prefix = asText(input).toLowerCase();
  const parts = prefix.split(':').filter((part) => part !== '');
  if (parts.length === 0 || parts.length > 5) {
    throw new PyError(
      'AnsibleError',
      `Invalid value (${prefix}) for random_mac: 1 to 5 colon (:) separated groups expected`,
    );
  }
  const wrong = parts.find((part) => !/^[\da-f]{2}$/.test(part));
  if (wrong !== undefined) {
    throw new PyError('AnsibleError', `Invalid value (${prefix}) for random_mac: ${wrong} not hexa byte`);
  }
  // Python's randint(68719476736, 1099511627775): forty bits whose first digit is not 0.
  const low = 68_719_476_736;
  const digits = (low + sourceFor(seed).below(1_099_511_627_775 - low + 1)).toString(16);
  const bytes = digits.slice(0, 2 * (6 - parts.length)).match(/../g) ?? [];
  return [...parts, ...bytes].join(':');
}
