import { formatInterfaceAddress, type InterfaceAddress } from './addresses.js';
import { type Cidr, formatCidr, sameIpv4Network } from './ip.js';
import type { Plan } from './linkPlan.js';
import type { Operation } from './operation.js';

export interface DesiredAddress extends Cidr {
  /** The other end of a point-to-point address, canonical. */
  readonly peer?: string | undefined;
  /** `global` (default), `link`, `host` or `site`. */
  readonly scope?: string | undefined;
}

export interface AddressWish {
  readonly device: string;
  readonly state: 'present' | 'absent';
  readonly addresses: readonly DesiredAddress[];
  /** Remove the device's other permanent addresses. Those with a lifetime or of link scope always stay. */
  readonly exclusive: boolean;
}

/** Compares wanted addresses with the kernel's; additions come before removals so that the device never stands bare. */
export function planAddresses(
  wish: AddressWish,
  devices: ReadonlyMap<string, readonly InterfaceAddress[]>,
): Plan {
  const current = devices.get(wish.device);
  if (current === undefined) {
    if (wish.state === 'absent') return { operations: [] };
    return {
      problem: `device ${wish.device} does not exist`,
      fix: 'create it first (net_link), or check the spelling',
    };
  }
  if (wish.state === 'absent') {
    const gone = current.filter((have) => wish.addresses.some((want) => sameAddress(want, have)));
    return { operations: [...gone.map(removal), ...survivors(wish.device, gone, current)] };
  }
  const operations: Operation[] = [];
  for (const want of wish.addresses) {
    const same = current.find((have) => sameAddress(want, have));
    if (same === undefined) {
      operations.push(addition(wish.device, want));
    } else if (want.scope !== undefined && want.scope !== same.scope) {
      operations.push(removal(same), addition(wish.device, want));
    }
  }
  if (wish.exclusive) {
    const foreign = current.filter(
      (have) =>
        !have.dynamic && have.scope !== 'link' && !wish.addresses.some((want) => sameAddress(want, have)),
    );
    operations.push(
      ...foreign.map(removal),
      ...survivors(wish.device, foreign, [...current, ...wish.addresses]),
    );
  }
  return { operations };
}

/** The kernel tells addresses apart by local address, prefix length and peer. */
function sameAddress(want: DesiredAddress, have: InterfaceAddress): boolean {
  return want.address === have.address && want.prefix === have.prefix && want.peer === have.peer;
}

function addition(device: string, want: DesiredAddress): Operation {
  const scope = want.scope === undefined ? [] : ['scope', want.scope];
  return {
    describe: `add ${formatInterfaceAddress(want)} to ${device}`,
    command: ['address', 'add', ...selector(want), 'dev', device, ...scope],
    inverse: ['address', 'del', ...selector(want), 'dev', device],
    impact: 'hitless',
  };
}

/**
 * Deleting the first address of an IPv4 subnet deletes the subnet's other addresses with it unless the sysctl
 * promote_secondaries is on: those that shall stay are put back.
 */
function survivors(
  device: string,
  gone: readonly InterfaceAddress[],
  all: readonly DesiredAddress[],
): Operation[] {
  const kept = all.filter(
    (address) =>
      !gone.some((have) => sameAddress(address, have)) && gone.some((have) => sameIpv4Network(have, address)),
  );
  const unique = new Map(kept.map((address) => [formatInterfaceAddress(address), address]));
  return [...unique].map(([text, address]) => ({
    describe: `keep ${text} on ${device}`,
    command: ['address', 'replace', ...selector(address), 'dev', device],
    inverse: undefined,
    impact: 'hitless',
  }));
}

function removal(have: InterfaceAddress): Operation {
  return {
    describe: `remove ${formatInterfaceAddress(have)} from ${have.device}`,
    command: ['address', 'del', ...selector(have), 'dev', have.device],
    inverse: [
      'address',
      'add',
      ...selector(have),
      'dev',
      have.device,
      ...(have.scope === 'global' ? [] : ['scope', have.scope]),
    ],
    impact: 'disruptive',
  };
}

function selector(address: DesiredAddress): string[] {
  return address.peer === undefined
    ? [formatCidr(address)]
    : [address.address, 'peer', `${address.peer}/${address.prefix}`];
}
