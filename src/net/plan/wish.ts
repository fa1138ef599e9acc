import { canonicalOption, linkKinds } from '../kinds.js';
import { keyOf } from '../object/key.js';
import type { ChainObject, Jump, LinkObject, NetObject, Words } from '../object/types.js';
import { canonicalRule, splitRule } from '../read/filterRule.js';

/** What a document says about one object. */
export interface Wish {
  /** Place in the document: `routes[2]`. */
  readonly path: string;
  readonly state: 'present' | 'absent';
  /** The whole object as it is made when it does not exist. */
  readonly object: NetObject;
  /** The names of the properties that the document gives; the others of an existing object stay. */
  readonly given: readonly string[];
  /** Whether the document says enough to create it (a link needs a type). */
  readonly creates: boolean;
  /** A device that the object is of use for: while that one may be missing and is, the object is not wanted. */
  readonly companion?: string;
  /** What is wanted in place of an nft table where the kernel lacks its family. */
  readonly otherwise?: readonly Wish[];
}

/** The key of the object that a wish is about. */
export function wishKey(wish: Wish): string {
  return keyOf(wish.object);
}

/** The object after a wish for its presence was met. Equal to `current` when it holds already. */
export function fulfil(wish: Wish, current: NetObject | undefined): NetObject {
  const { object } = wish;
  if (current === undefined || current.kind !== object.kind) return object;
  switch (object.kind) {
    case 'link': {
      const link = current as typeof object;
      const given = Object.fromEntries(
        wish.given
          .filter((name) => name in object)
          .map((name) => [name, object[name as keyof typeof object]]),
      );
      const moved = wish.given.includes('master') && object.master !== link.master;
      return {
        ...link,
        ...given,
        options: { ...link.options, ...visible(link, optionsAs(link.type, object.options)) },
        port: moved ? object.port : { ...link.port, ...object.port },
      };
    }
    case 'route':
      // whoever made it, a route that does what is wanted stays
      return { ...object, protocol: current.kind === 'route' ? current.protocol : object.protocol };
    case 'rule':
      return current;
    case 'neighbour':
      return { ...current, lladdr: object.lladdr } as NetObject;
    case 'address':
      return { ...current, ...picked(object, wish.given) } as NetObject;
    case 'chain':
      return fulfilChain(wish, object, current as ChainObject);
    default:
      return object;
  }
}

/** Options of a link whose type the document left out, in the spelling of its type. */
export function optionsAs(type: string, options: Words): Words {
  const entries = Object.entries(options);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, canonicalOption(linkKinds[type]?.[name], value)]),
  );
}

/** Options without those whose value on the link nobody can see now: they are judged when it shows them again. */
function visible({ type, options }: LinkObject, wanted: Words): Words {
  const entries = Object.entries(wanted);
  return Object.fromEntries(
    entries.filter(([name]) => name in options || linkKinds[type]?.[name]?.hiddenBy === undefined),
  );
}

function fulfilChain(wish: Wish, object: ChainObject, current: ChainObject): ChainObject {
  const rules =
    !wish.given.includes('rules') || sameRules(object.rules, current.rules) ? current.rules : object.rules;
  const policy = wish.given.includes('policy') ? object.policy : current.policy;
  const jumps = wish.given.includes('jumps') ? fulfilJumps(object.jumps, current.jumps) : current.jumps;
  return { ...current, rules, policy, jumps };
}

/** Whether two lists of rules do the same, whatever their spelling. */
export function sameRules(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((rule, i) => canonical(rule) === canonical(b[i]!));
}

/** A jump wanted last holds wherever it is; one wanted first must not stand behind foreign rules. */
function fulfilJumps(wanted: readonly Jump[], current: readonly Jump[]): readonly Jump[] {
  const free = [...current];
  return wanted.map((want) => {
    const at = free.findIndex(
      (have) =>
        have.from === want.from &&
        canonical(have.match) === canonical(want.match) &&
        (want.position === 'last' || have.position === 'first'),
    );
    return at < 0 ? want : free.splice(at, 1)[0]!;
  });
}

function picked(object: NetObject, names: readonly string[]): Partial<NetObject> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

function canonical(rule: string): string {
  return canonicalRule(splitRule(rule));
}
