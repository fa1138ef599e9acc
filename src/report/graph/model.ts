import type { DeclaredObject, NetworkReport } from '../../events/events.js';
import { compareText } from '../../value/codePoints.js';

export type ObjectState = DeclaredObject['state'];

/** A declared object of a graph: every one stands in it exactly once. */
export interface GraphObject {
  /** `host/kind/name`, without blanks. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  readonly state: ObjectState;
  readonly relations: Readonly<Record<string, string>>;
}

/** A network device with its addresses. */
export interface GraphDevice {
  readonly name: string;
  /** Undefined for a device that others stand on and nobody declares. */
  readonly object: GraphObject | undefined;
  readonly addresses: readonly GraphObject[];
}

/** One namespace of one host. */
export interface GraphHost {
  /** `host`, or `host@namespace`. */
  readonly name: string;
  readonly devices: readonly GraphDevice[];
  /** What is no device and no address: routes, rules, neighbours, settings, filters. */
  readonly rows: readonly GraphObject[];
}

/** Half of the connection between two devices: it belongs to the object that names the other end. */
export interface Tunnel {
  readonly owner: GraphObject;
  readonly from: { readonly host: string; readonly device: string };
  /** Undefined when no declared device has the address. */
  readonly to: { readonly host: string; readonly device: string } | undefined;
  readonly remote: string;
}

export interface Graph {
  readonly hosts: readonly GraphHost[];
  readonly tunnels: readonly Tunnel[];
}

const rowKinds: ReadonlySet<string> = new Set([
  'route',
  'rule',
  'neighbour',
  'proxy',
  'fdb',
  'sysctl',
  'chain',
  'nft',
]);

/** The graph of what network modules declared; what several tasks declare is one object with the worst state of it. */
export function graphOf(
  reports: readonly { readonly host: string; readonly report: NetworkReport }[],
): Graph {
  const places = new Map<string, Map<string, DeclaredObject>>();
  const addresses = new Map<string, Set<string>>();
  for (const { host, report } of reports) {
    const name = report.netns === '' ? host : `${host}@${report.netns}`;
    const place = places.get(name) ?? new Map<string, DeclaredObject>();
    places.set(name, place);
    addresses.set(name, new Set([...(addresses.get(name) ?? []), ...report.addresses]));
    for (const object of report.objects) {
      const key = `${categoryOf(object.kind)} ${object.name}`;
      place.set(key, merged(place.get(key), object));
    }
  }
  const hosts = [...places]
    .filter(([, objects]) => objects.size > 0)
    .toSorted(([a], [b]) => naturally(a, b))
    .map(([name, objects]) => graphHost(name, [...objects.values()]));
  return { hosts, tunnels: tunnelsOf(hosts, addresses) };
}

/** All objects of a graph. */
export function objectsOf({ hosts }: Graph): GraphObject[] {
  return hosts.flatMap(({ devices, rows }) => [
    ...devices.flatMap(({ object, addresses }) => [...(object ? [object] : []), ...addresses]),
    ...rows,
  ]);
}

function categoryOf(kind: string): string {
  return kind === 'address' || rowKinds.has(kind) ? kind : 'device';
}

const gravity: Readonly<Record<ObjectState, number>> = { live: 0, waiting: 1, different: 2, missing: 3 };

function merged(known: DeclaredObject | undefined, object: DeclaredObject): DeclaredObject {
  if (known === undefined) return object;
  const [typed, other] = known.kind === 'link' ? [object, known] : [known, object];
  return {
    ...typed,
    state: gravity[known.state] > gravity[object.state] ? known.state : object.state,
    text: [...new Set([...typed.text.split(', '), ...other.text.split(', ')])].filter(Boolean).join(', '),
    relations: { ...other.relations, ...typed.relations },
  };
}

function graphHost(name: string, declared: readonly DeclaredObject[]): GraphHost {
  const objects = declared.map((object): GraphObject => {
    const id = `${name}/${object.kind}/${object.name}`.replaceAll(/\s+/g, '_');
    return { ...object, id };
  });
  const own = new Map<string, GraphObject>();
  for (const object of objects) if (categoryOf(object.kind) === 'device') own.set(object.name, object);
  const needed = objects.flatMap(({ kind, relations }) =>
    kind === 'address' || categoryOf(kind) === 'device'
      ? [relations.dev, relations.master, relations.parent].filter((each) => each !== undefined)
      : [],
  );
  const names = [...new Set([...own.keys(), ...needed])].toSorted(naturally);
  const devices = names.map((device) => ({
    name: device,
    object: own.get(device),
    addresses: objects.filter(({ kind, relations }) => kind === 'address' && relations.dev === device),
  }));
  return { name, devices, rows: objects.filter(({ kind }) => rowKinds.has(kind)) };
}

/** `tap2` before `tap10`. */
function naturally(a: string, b: string): number {
  const padded = (text: string): string => text.replaceAll(/\d+/g, (digits) => digits.padStart(10, '0'));
  return compareText(padded(a), padded(b));
}

/** One end of a possible tunnel. */
interface End {
  readonly host: string;
  readonly object: GraphObject;
}

function tunnelsOf(
  hosts: readonly GraphHost[],
  addresses: ReadonlyMap<string, ReadonlySet<string>>,
): Tunnel[] {
  const ends = hosts.flatMap((host) =>
    host.devices.flatMap(({ object }): End[] =>
      object?.relations.local || object?.relations.remote ? [{ host: host.name, object }] : [],
    ),
  );
  const answers = ({ host, object }: End, address: string | undefined): boolean =>
    address !== undefined &&
    (object.relations.local === undefined
      ? (addresses.get(host)?.has(address) ?? false)
      : object.relations.local === address);
  return hosts.flatMap((host) => {
    const owners = [...host.devices.flatMap(({ object }) => (object ? [object] : [])), ...host.rows];
    return owners.flatMap((owner): Tunnel[] => {
      const { remote, dev } = owner.relations;
      const near = host.devices.find(({ name }) => name === (dev ?? owner.name))?.object;
      if (remote === undefined || near === undefined) return [];
      const here = { host: host.name, object: near };
      const there = ends.filter(
        (end) =>
          end.host !== host.name &&
          end.object.kind === near.kind &&
          networkOf(end.object) === networkOf(near) &&
          answers(end, remote),
      );
      const far = there.find((end) => answers(here, end.object.relations.remote)) ?? there[0];
      const to = far && { host: far.host, device: far.object.name };
      return [{ owner, from: { host: host.name, device: near.name }, to, remote }];
    });
  });
}

/** `VNI 10`: tunnels of one network belong together. */
function networkOf({ text }: GraphObject): string {
  return /VNI \d+/.exec(text)?.[0] ?? '';
}
