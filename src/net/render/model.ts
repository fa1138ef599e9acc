import { sysctlDevice } from '../object/device.js';
import type { ChainObject, NftObject, RouteObject, RuleObject, SysctlObject } from '../object/types.js';
import type { Wish } from '../plan/wish.js';
import { type Device, emptyDevice, isConfigured } from './device.js';
import { wantedObjects } from './file.js';

/** A document sorted by what boot configuration is written in: devices, settings, filters. */
export interface Model {
  /** A device comes after those it is made of: parents, ports, peers. */
  readonly devices: readonly Device[];
  /** Settings that belong to no device. */
  readonly settings: readonly SysctlObject[];
  readonly chains: readonly ChainObject[];
  readonly nft: readonly BootTable[];
}

/** An nft table with the chains that take its place where the kernel lacks its family. */
export interface BootTable {
  readonly table: NftObject;
  readonly otherwise: readonly ChainObject[];
}

/**
 * Sorts the objects that a document wants. Routes and rules that name no device go with the device whose routes or
 * rules use the same table, so that they come and go with it.
 */
export function modelOf(wishes: readonly Wish[]): Model {
  const devices = new Map<string, Device>();
  const settings: SysctlObject[] = [];
  const chains: ChainObject[] = [];
  const nft: BootTable[] = [];
  const loose: (RouteObject | RuleObject)[] = [];
  const at = (name: string): Device => {
    const device = devices.get(name) ?? emptyDevice(name);
    devices.set(name, device);
    return device;
  };
  for (const wish of wishes) if (wish.object.kind === 'link' && wish.state === 'present') addLink(wish, at);
  for (const object of wantedObjects(wishes)) {
    switch (object.kind) {
      case 'link':
        break;
      case 'address':
        at(object.dev).addresses.push(object);
        break;
      case 'neighbour':
        at(object.dev).neighbours.push(object);
        break;
      case 'fdb':
        at(object.dev).fdb.push(object);
        break;
      case 'route':
        if (object.dev === '') loose.push(object);
        else at(object.dev).routes.push(object);
        break;
      case 'rule':
        if (object.iif === '') loose.push(object);
        else at(object.iif).rules.push(object);
        break;
      case 'sysctl': {
        const device = sysctlDevice(object.name);
        if (device === undefined) settings.push(object);
        else at(device).sysctls.push(object);
        break;
      }
      case 'chain':
        chains.push(object);
        break;
      case 'nft':
        nft.push({ table: object, otherwise: chainsInPlaceOf(object, wishes) });
    }
  }
  for (const object of loose) {
    const device = at(anchorOf(object, [...devices.values()]));
    if (object.kind === 'route') device.routes.push(object);
    else device.rules.push(object);
  }
  return { devices: inOrder(devices), settings, chains, nft };
}

function chainsInPlaceOf(table: NftObject, wishes: readonly Wish[]): ChainObject[] {
  const { otherwise = [] } = wishes.find(({ object }) => object === table) ?? {};
  return otherwise.flatMap(({ object }) => (object.kind === 'chain' ? [object] : []));
}

function addLink({ object, given, creates }: Wish, at: (name: string) => Device): void {
  if (object.kind !== 'link') return;
  const device = at(object.name);
  device.link = object;
  device.created = creates;
  device.raised = given.includes('up') ? object.up : undefined;
  if (object.parent !== '') at(object.parent);
}

function anchorOf(object: RouteObject | RuleObject, devices: readonly Device[]): string {
  const table = object.table === 0 ? undefined : object.table;
  const uses = ({ routes, rules }: Device): boolean =>
    [...routes, ...rules].some((other) => other.table === table && other.family === object.family);
  const related = devices.find(uses) ?? devices.find(isConfigured) ?? devices[0];
  return related?.name ?? 'lo';
}

function inOrder(devices: ReadonlyMap<string, Device>): Device[] {
  const all = [...devices.values()];
  const ordered = new Set<Device>();
  const below = ({ name, link }: Device): Device[] =>
    all.filter(
      (other) =>
        other.name === link?.parent ||
        (other.link?.master === name && other !== devices.get(link?.parent ?? '')) ||
        (other.created && other.link?.type === 'veth' && other.link.peer === name),
    );
  const visit = (device: Device, above: readonly Device[]): void => {
    if (ordered.has(device) || above.includes(device)) return;
    for (const other of below(device)) visit(other, [...above, device]);
    ordered.add(device);
  };
  for (const device of all) visit(device, []);
  return [...ordered];
}
