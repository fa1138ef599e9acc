import type { NetObject, Words } from '../object/types.js';
import { digest, spelled } from '../plan/spelling.js';
import type { Wish } from '../plan/wish.js';

/** Properties that two owners of one object can want differently, as text: `mtu`, `options.stp_state`, `value`. */
export type Values = Readonly<Record<string, string>>;

const settable = ['up', 'mtu', 'address', 'master', 'alias', 'via', 'dev', 'type', 'src', 'lladdr', 'policy'];

/** What a wish gives an object, as it is in `goal`, the object with the wish met. */
export function givenValues({ object, given }: Wish, goal: NetObject): Values {
  const own = new Set(goal.kind === 'link' || goal.kind === 'chain' ? given : settable);
  const inner = (name: 'options' | 'port'): string[] =>
    object.kind === 'link' ? Object.keys(object[name]).map((word) => `${name}.${word}`) : [];
  const wanted = new Set([...own, ...inner('options'), ...inner('port'), 'value', 'rules', 'text']);
  return Object.fromEntries(Object.entries(valuesOf(goal)).filter(([name]) => wanted.has(name)));
}

/** The properties of an object. */
export function valuesOf(object: NetObject): Values {
  const words = (name: string, from: Words): [string, string][] =>
    Object.entries(from).map(([word, value]) => [`${name}.${word}`, value]);
  switch (object.kind) {
    case 'link':
      return {
        ...picked(object, settable.slice(0, 5)),
        ...Object.fromEntries([...words('options', object.options), ...words('port', object.port)]),
      };
    case 'sysctl':
      return { value: object.value };
    case 'chain':
      return { policy: object.policy, rules: digest(spelled(object)!) };
    case 'nft':
      return { text: digest(spelled(object)!) };
    case 'route':
    case 'neighbour':
      return picked(object, settable);
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
