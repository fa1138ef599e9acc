import type { NetObject, Words } from '../object/types.js';
import { digest, spelled } from '../plan/spelling.js';
import type { Wish } from '../plan/wish.js';

/** Properties that two owners of one object can want differently, as text: `mtu`, `options.stp_state`, `value`. */
export type Values = Readonly<Record<string, string>>;

/** What a wish gives an object, as it is in `goal`, the object with the wish met. */
export function givenValues({ object, given }: Wish, goal: NetObject): Values {
  // the kernel may spell rules in its own way: those of two wishes are compared as they were wished for
  if (object.kind === 'nft') return valuesOf(object);
  const values = Object.entries(valuesOf(object.kind === 'chain' ? object : goal));
  if (object.kind !== 'link' && object.kind !== 'chain') return Object.fromEntries(values);
  const words = (name: 'options' | 'port'): string[] =>
    object.kind === 'link' ? Object.keys(object[name]).map((word) => `${name}.${word}`) : [];
  const wanted = new Set([...given, ...words('options'), ...words('port')]);
  return Object.fromEntries(values.filter(([name]) => wanted.has(name)));
}

/** The properties of an object. */
export function valuesOf(object: NetObject): Values {
  const words = (name: string, from: Words): [string, string][] =>
    Object.entries(from).map(([word, value]) => [`${name}.${word}`, value]);
  switch (object.kind) {
    case 'link':
      return {
        ...picked(object, ['up', 'mtu', 'address', 'master', 'alias']),
        ...Object.fromEntries([...words('options', object.options), ...words('port', object.port)]),
      };
    case 'sysctl':
      return { value: object.value };
    case 'chain':
      return { policy: object.policy, rules: digest(spelled(object)!) };
    case 'nft':
      return { text: digest(spelled(object)!) };
    case 'route':
      return picked(object, ['via', 'dev', 'type', 'src']);
    case 'neighbour':
      return object.proxy ? {} : { lladdr: object.lladdr };
    default:
      return {};
  }
}

function picked(object: object, names: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([name]) => names.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}
