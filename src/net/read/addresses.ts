import { canonicalAddress } from '../ip.js';
import type { AddressObject } from '../object/types.js';
import { listOf, numberOf, type Report, textOf } from './json.js';
import { scopeName } from './names.js';

/** The addresses of one interface of `ip -j address show`, in the kernel's order. */
export function addressesOf(report: Report): AddressObject[] {
  const dev = textOf(report, 'ifname');
  return listOf(report, 'addr_info').flatMap((info) => addressOf(dev, info) ?? []);
}

function addressOf(dev: string, info: Report): AddressObject | undefined {
  const family = { inet: 4, inet6: 6 }[textOf(info, 'family')] as 4 | 6 | undefined;
  const address = canonicalAddress(textOf(info, 'local'));
  if (family === undefined || address === undefined) return undefined;
  return {
    kind: 'address',
    dev,
    family,
    address,
    prefix: numberOf(info, 'prefixlen'),
    peer: canonicalAddress(textOf(info, 'address')) ?? '',
    scope: scopeName(textOf(info, 'scope')),
    label: family === 4 ? textOf(info, 'label') || dev : '',
    dynamic: info.dynamic === true,
  };
}
