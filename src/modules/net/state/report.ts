import type { DeclaredObject, NetworkReport } from '../../../events/events.js';
import { devicesOf } from '../../../net/object/device.js';
import { sameObject } from '../../../net/object/key.js';
import type { LinkObject, NetObject, NetState } from '../../../net/object/types.js';
import { objectName } from '../../../net/plan/describe.js';
import { differencesOf } from '../../../net/plan/difference.js';
import { interruptedBy } from '../../../net/plan/interrupts.js';
import type { Plan } from '../../../net/plan/plan.js';
import { type Wish, wishKey } from '../../../net/plan/wish.js';
import type { NetRequest } from './request.js';

/** What a reading found for a report. */
interface Found {
  readonly wishes: readonly Wish[];
  /** The host as the plan took it. */
  readonly state: NetState;
  /** The host as it really is. */
  readonly live: NetState;
}

/** A plan for reporters: what changes, what that interrupts, and how each declared object is found. */
export function networkReport(request: NetRequest, plan: Plan, found: Found): NetworkReport {
  const pending = (request.pending ?? []).filter((name) => !found.live.has(`link ${name}`));
  const absent = new Set(pending);
  const differences = differencesOf(plan.operations, found.state);
  const changed = new Set(plan.operations.flatMap(({ effects }) => effects.slice(-1).map(({ key }) => key)));
  const changes = plan.operations.map((operation, i) => ({
    line: operation.line,
    difference: differences[i]!,
    disruptive: operation.impact === 'disruptive',
    interrupts: interruptedBy(operation, found.state),
  }));
  return {
    owner: request.owner,
    netns: request.netns,
    changes,
    refused: request.disruptive === 'refuse' && changes.some(({ disruptive }) => disruptive),
    objects: found.wishes.flatMap((wish) =>
      wish.state === 'present' ? [declared(wish, found, changed, absent)] : [],
    ),
    drift: plan.drift.filter((sentence) => !allIsWell.test(sentence)),
    addresses: [...found.live.values()].flatMap((object) =>
      object.kind === 'address' ? [object.address] : [],
    ),
  };
}

/** Sentences of a plan that tell why something is left alone although nothing differs. */
const allIsWell = /^waiting for |stays: it belongs to /;

function declared(
  wish: Wish,
  { state, live }: Found,
  changed: ReadonlySet<string>,
  absent: ReadonlySet<string>,
): DeclaredObject {
  const key = wishKey(wish);
  const same = !changed.has(key) && sameObject(live.get(key), state.get(key));
  const { object } = wish;
  const at = key.indexOf(' ');
  return {
    kind: object.kind === 'link' ? object.type || 'link' : key.slice(0, at),
    name: key.slice(at + 1),
    state: live.has(key) ? (same ? 'live' : 'different') : waits(wish, absent) ? 'waiting' : 'missing',
    text: object.kind === 'link' ? linkText(object, wish.given) : textOf(object),
    relations: object.kind === 'link' ? linkRelations(object) : relationsOf(object),
  };
}

function waits({ object, companion }: Wish, absent: ReadonlySet<string>): boolean {
  const own = object.kind === 'link' ? [object.name, object.master, object.parent] : devicesOf(object);
  return [...own, companion ?? ''].some((name) => absent.has(name));
}

function linkText(link: LinkObject, given: readonly string[]): string {
  const { options, mtu, up } = link;
  const words = [
    link.type === 'vlan' && options.id !== undefined && `VLAN ${options.id}`,
    link.type === 'vxlan' && options.id !== undefined && `VNI ${options.id}`,
    link.type === 'bond' && (options.mode ?? ''),
    link.type === 'vrf' && options.table !== undefined && `table ${options.table}`,
    mtu > 0 && `MTU ${mtu}`,
    given.includes('up') && !up && 'down',
  ];
  return words.filter((word) => word !== false && word !== '').join(', ');
}

/** What stands under a title that says the kind already, an address at its device. */
function textOf(object: NetObject): string {
  switch (object.kind) {
    case 'sysctl':
      return `${objectName(object)} = ${object.value}`;
    case 'address':
      return objectName(object).replace(/ on \S+$/, '');
    case 'fdb': {
      const flooded = object.lladdr === '00:00:00:00:00:00';
      return `${flooded ? 'flood' : object.lladdr} on ${object.dev}${object.dst && ` to ${object.dst}`}`;
    }
    default:
      return objectName(object).replace(
        /^(?:(\w+) )?(?:route|rule|proxy entry|neighbour|chain|nft table) /,
        (_, type?: string) => (type === undefined ? '' : `${type} `),
      );
  }
}

function linkRelations({ master, parent, peer, options }: LinkObject): Record<string, string> {
  return withoutEmpty({ master, parent, peer, local: options.local, remote: options.remote });
}

function relationsOf(object: NetObject): Record<string, string> {
  const [dev = ''] = devicesOf(object);
  if (object.kind === 'fdb') return withoutEmpty({ dev, remote: object.dst });
  if (object.kind === 'address') return withoutEmpty({ dev, address: object.address });
  if (object.kind === 'route') return withoutEmpty({ dev, via: object.via });
  return withoutEmpty({ dev });
}

function withoutEmpty(relations: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(relations).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
}
