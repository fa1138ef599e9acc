import type {
  AddressObject,
  FdbObject,
  LinkObject,
  NeighbourObject,
  RouteObject,
  RuleObject,
  SysctlObject,
} from '../object/types.js';

/** Everything that a document says about one network device. */
export interface Device {
  readonly name: string;
  /** The link as the document gives it; undefined when it only speaks of what is on the device. */
  link: LinkObject | undefined;
  /** Whether the document says how to make it. */
  created: boolean;
  /** `state` of the link: up, down, or left to others. */
  raised: boolean | undefined;
  readonly addresses: AddressObject[];
  readonly routes: RouteObject[];
  readonly rules: RuleObject[];
  readonly neighbours: NeighbourObject[];
  readonly fdb: FdbObject[];
  readonly sysctls: SysctlObject[];
}

/** A device of which nothing has been said yet. */
export function emptyDevice(name: string): Device {
  return {
    name,
    link: undefined,
    created: false,
    raised: undefined,
    addresses: [],
    routes: [],
    rules: [],
    neighbours: [],
    fdb: [],
    sysctls: [],
  };
}

/** Whether the document speaks of something on the device, not only of the link itself. */
export function isConfigured(device: Device): boolean {
  const { addresses, routes, rules, neighbours, fdb } = device;
  return [addresses, routes, rules, neighbours, fdb].some((list) => list.length > 0);
}
