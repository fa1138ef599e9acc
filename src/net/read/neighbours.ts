import { canonicalAddress, canonicalMac } from '../ip.js';
import type { FdbObject, NeighbourObject } from '../object/types.js';
import { numberOf, type Report, textOf } from './json.js';
import { protocolNumber } from './names.js';

/** One entry of `ip -j neighbour show nud permanent` or `… show proxy`. */
export function neighbourOf(report: Report): NeighbourObject | undefined {
  const address = canonicalAddress(textOf(report, 'dst'));
  if (address === undefined) return undefined;
  const proxy = 'proxy' in report;
  return {
    kind: 'neighbour',
    dev: textOf(report, 'dev'),
    address,
    proxy,
    lladdr: proxy ? '' : (canonicalMac(textOf(report, 'lladdr')) ?? ''),
    protocol: protocolNumber(textOf(report, 'protocol')),
  };
}

/** One entry of `bridge -j fdb show`, undefined for learned, multicast and the devices' own addresses. */
export function fdbOf(report: Report): FdbObject | undefined {
  const lladdr = canonicalMac(textOf(report, 'mac'));
  const state = textOf(report, 'state');
  if (lladdr === undefined || (state !== 'permanent' && state !== 'static')) return undefined;
  const flags = (report.flags ?? []) as readonly string[];
  const self = flags.includes('self');
  const multicast = (Number.parseInt(lladdr.slice(0, 2), 16) & 1) === 1;
  if (multicast || (state === 'permanent' && !self)) return undefined;
  return {
    kind: 'fdb',
    dev: textOf(report, 'ifname'),
    lladdr,
    dst: canonicalAddress(textOf(report, 'dst')) ?? '',
    vlan: numberOf(report, 'vlan'),
    vni: numberOf(report, 'vni'),
    side: self ? 'self' : 'master',
    state,
  };
}
