import { innerMtu, type MtuLayer } from '../../../net/mtu.js';

/** A device as the host has it. */
export interface Device {
  readonly name: string;
  readonly mtu: number;
  /** Bridge or bond it belongs to. */
  readonly master: string | undefined;
}

interface PlannedInterface {
  readonly name: string;
  /** MTU that it is meant to get; undefined: as the host has it. */
  readonly mtu: number | undefined;
  /** MTU that guests are told (DHCP option 26, router advertisements). */
  readonly announced: number | undefined;
}

export interface PathWish {
  readonly name: string;
  readonly underlayMtu: number | undefined;
  readonly underlayInterface: string | undefined;
  readonly strictFrames: boolean;
  readonly layers: readonly MtuLayer[];
  readonly interfaces: readonly PlannedInterface[];
}

interface TableRow {
  readonly path: string;
  readonly interface: string;
  readonly planned: number;
  readonly declared: number | undefined;
  readonly actual: number | undefined;
  readonly announced: number | undefined;
}

export interface PathPlan {
  readonly name: string;
  readonly underlayMtu: number;
  readonly mtu: number;
  /** What the interfaces of this path carry now or soon: the smallest of the plan and them. */
  readonly usable: number;
  readonly rows: readonly TableRow[];
}

/** The plan of one path, and a sentence for all that contradicts it. */
export function planPath(
  path: PathWish,
  devices: readonly Device[],
): { plan: PathPlan | undefined; errors: string[] } {
  const device = (name: string): Device | undefined => devices.find((each) => each.name === name);
  const underlayMtu = path.underlayMtu ?? device(path.underlayInterface ?? '')?.mtu;
  if (underlayMtu === undefined) {
    const error = `${path.name}: device ${path.underlayInterface} does not exist, so the MTU of the underlay is unknown`;
    return { plan: undefined, errors: [error] };
  }
  const mtu = innerMtu(underlayMtu, path.layers, { strictFrames: path.strictFrames });
  if (mtu < 68) {
    const error = `${path.name}: the layers leave ${Math.max(0, mtu)} bytes of ${underlayMtu}, less than IP needs`;
    return { plan: undefined, errors: [error] };
  }
  const rows = path.interfaces.map(({ name, mtu: declared, announced }) => {
    return { path: path.name, interface: name, planned: mtu, declared, actual: device(name)?.mtu, announced };
  });
  const errors = rows
    .flatMap((row) => contradictions(row))
    .concat(path.interfaces.flatMap(({ name }) => unequalPorts(path.name, name, devices)));
  const usable = Math.min(mtu, ...rows.map(({ declared, actual }) => declared ?? actual ?? mtu));
  return { plan: { name: path.name, underlayMtu, mtu, usable, rows }, errors };
}

function contradictions({ path, interface: name, planned, declared, actual, announced }: TableRow): string[] {
  const errors: string[] = [];
  const most = `the plan of ${path} is ${planned}`;
  if (declared !== undefined && declared > planned)
    errors.push(`${name} is declared with an MTU of ${declared}: ${most}`);
  if (declared === undefined && actual !== undefined && actual > planned)
    errors.push(`${name} has an MTU of ${actual}: ${most}`);
  if (announced !== undefined && announced > planned)
    errors.push(`guests on ${name} are told an MTU of ${announced}: ${most}`);
  return errors;
}

/** A bridge takes the smallest MTU of its ports and silently drops what is larger elsewhere. */
function unequalPorts(path: string, bridge: string, devices: readonly Device[]): string[] {
  const ports = devices.filter(({ master }) => master === bridge);
  if (new Set(ports.map(({ mtu }) => mtu)).size < 2) return [];
  const list = ports.map(({ name, mtu }) => `${name} ${mtu}`).join(', ');
  return [`the ports of ${bridge} (${path}) have unequal MTUs: ${list}`];
}

interface NeutronWish {
  /** Neutron's global_physnet_mtu. */
  readonly globalPhysnetMtu: number;
  /** Neutron's path_mtu; 0 is none. */
  readonly pathMtu: number;
  readonly physicalNetworkMtus: ReadonlyMap<string, number>;
}

/** MTU of a tenant network as Neutron computes it: overlays from the path, flat and VLAN networks from their physical network. */
export function neutronMtu(
  network: {
    readonly type: 'flat' | 'vlan' | 'vxlan';
    readonly physicalNetwork: string | undefined;
    readonly ipVersion: 4 | 6;
  },
  { globalPhysnetMtu, pathMtu, physicalNetworkMtus }: NeutronWish,
): number {
  const own =
    network.type === 'vxlan' ? pathMtu : (physicalNetworkMtus.get(network.physicalNetwork ?? '') ?? 0);
  const underlay = own > 0 ? Math.min(globalPhysnetMtu, own) : globalPhysnetMtu;
  if (network.type !== 'vxlan') return underlay;
  return innerMtu(underlay, [{ type: 'vxlan', ipVersion: network.ipVersion, innerVlan: false }]);
}
