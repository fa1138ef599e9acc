import type { NetObject } from './types.js';

/** The devices an object needs to exist on; a rule names devices without needing them. */
export function devicesOf(object: NetObject): string[] {
  switch (object.kind) {
    case 'address':
    case 'neighbour':
    case 'fdb':
      return [object.dev];
    case 'route':
      return object.hops.length > 0 ? hopDevices(object.hops) : object.dev === '' ? [] : [object.dev];
    case 'sysctl': {
      const device = sysctlDevice(object.name);
      return device === undefined ? [] : [device];
    }
    default:
      return [];
  }
}

/** The device of `net/ipv4/conf/DEVICE/…`, undefined for the settings of the whole namespace. */
export function sysctlDevice(name: string): string | undefined {
  const device = /^net\/ipv[46]\/(?:conf|neigh)\/([^/]+)\//.exec(name)?.[1];
  return device === 'all' || device === 'default' ? undefined : device;
}

function hopDevices(hops: readonly string[]): string[] {
  return hops.flatMap((hop) => /(?:^| )dev (\S+)/.exec(hop)?.[1] ?? []);
}
