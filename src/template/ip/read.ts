import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import type { IpVersion } from './address.js';
import { Network } from './network.js';

/** What a value of an address filter stands for. */
export interface IpInput {
  readonly network: Network;
  /** `network` when the value has a prefix. */
  readonly kind: 'address' | 'network';
  /** The value as text; numbers in the form `address/prefix`. */
  readonly text: string;
}

/** Reads an address, a network, or a number (an IPv4 address, else IPv6); undefined when it is none of them. */
export function readIp(value: Value, version?: IpVersion): IpInput | undefined {
  if (value === null || value === true || value === false) return undefined;
  const text = pyStr(value);
  if (/^\d+$/.test(text)) {
    const wanted: readonly IpVersion[] = version === undefined ? [4, 6] : version === 4 ? [4, 6] : [6];
    const network = firstFit(wanted, BigInt(text));
    return network && { network, kind: 'address', text: network.toString() };
  }
  const network = Network.parse(text);
  if (network) return { network, kind: text.includes('/') ? 'network' : 'address', text };
  const [, address, prefix] = /^(-?\d+)\/(\d+)$/.exec(text) ?? [];
  if (address === undefined) return undefined;
  const numeric = firstFit([4, 6], BigInt(address), Number(prefix));
  return numeric && { network: numeric, kind: 'network', text: numeric.toString() };
}

function firstFit(versions: readonly IpVersion[], value: bigint, prefix?: number): Network | undefined {
  for (const version of versions) {
    const network = Network.of(version, value, prefix);
    if (network) return network;
  }
  return undefined;
}
