import { type Cidr, canonicalAddress, formatCidr } from './ip.js';

/** One address of an interface as the kernel has it. */
export interface InterfaceAddress extends Cidr {
  readonly device: string;
  /** The other end of a point-to-point address, canonical. */
  readonly peer: string | undefined;
  readonly scope: string;
  /** Configured by DHCP or router advertisements: it has a lifetime and is not ours. */
  readonly dynamic: boolean;
  readonly label: string | undefined;
}

interface AddressJson {
  readonly family?: string;
  readonly local?: string;
  readonly address?: string;
  readonly prefixlen?: number;
  readonly scope?: string;
  readonly dynamic?: boolean;
  readonly label?: string;
}

/** Reads the output of `ip -j addr show`: device name → its addresses, in the kernel's order. */
export function parseAddresses(json: string): Map<string, InterfaceAddress[]> {
  const devices = new Map<string, InterfaceAddress[]>();
  if (json.trim() === '') return devices;
  for (const entry of JSON.parse(json) as { ifname?: string; addr_info?: AddressJson[] }[]) {
    if (entry.ifname === undefined) continue;
    devices.set(
      entry.ifname,
      (entry.addr_info ?? []).flatMap((info) => interfaceAddress(entry.ifname!, info) ?? []),
    );
  }
  return devices;
}

/** `192.0.2.1/24`, with ` peer …` for a point-to-point address. */
export function formatInterfaceAddress(address: Cidr & { readonly peer?: string | undefined }): string {
  return address.peer === undefined
    ? formatCidr(address)
    : `${address.address} peer ${address.peer}/${address.prefix}`;
}

function interfaceAddress(device: string, info: AddressJson): InterfaceAddress | undefined {
  if (info.family !== 'inet' && info.family !== 'inet6') return undefined;
  const address = canonicalAddress(info.local ?? '');
  if (address === undefined || info.prefixlen === undefined) return undefined;
  return {
    device,
    family: info.family === 'inet' ? 4 : 6,
    address,
    prefix: info.prefixlen,
    peer: info.address === undefined ? undefined : canonicalAddress(info.address),
    scope: info.scope ?? 'global',
    dynamic: info.dynamic ?? false,
    label: info.label,
  };
}
