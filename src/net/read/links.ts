import { canonicalMac } from '../ip.js';
import { linkKinds, portOptions, shownOptions } from '../kinds.js';
import type { LinkObject } from '../object/types.js';
import { partOf, type Report, textOf } from './json.js';

/** One interface of `ip -j -d address show` or `ip -j -d link show`. */
export function linkOf(report: Report): LinkObject {
  const info = partOf(report, 'linkinfo');
  const type = textOf(info, 'info_kind');
  const below = textOf(report, 'link');
  const flags = (report.flags ?? []) as readonly string[];
  // a bond's member bears the bond's address until it leaves
  const own = textOf(partOf(info, 'info_slave_data'), 'perm_hwaddr');
  return {
    kind: 'link',
    name: textOf(report, 'ifname'),
    type,
    up: flags.includes('UP'),
    mtu: Number(report.mtu ?? 0),
    address: canonicalMac(own || textOf(report, 'address')) ?? '',
    master: textOf(report, 'master'),
    parent: type === 'veth' ? '' : below,
    peer: type === 'veth' ? below : '',
    alias: textOf(report, 'ifalias'),
    options: shownOptions(linkKinds[type], partOf(info, 'info_data')),
    port:
      textOf(info, 'info_slave_kind') === 'bridge'
        ? shownOptions(portOptions, partOf(info, 'info_slave_data'))
        : {},
  };
}
