import { canonicalAddress, formatCidr, parseCidr } from '../ip.js';
import type { RouteObject } from '../object/types.js';
import { listOf, numberOf, type Report, textOf } from './json.js';
import { protocolNumber, routeType, scopeName, tableNumber } from './names.js';

const managedTypes = new Set(['unicast', 'local', 'blackhole', 'unreachable', 'prohibit']);
/** The kernel's own routes and those of router advertisements come and go with their causes. */
const automatic = new Set(['1', '2', '9']);

/** One route of `ip -j -d route show table all`; undefined for those that the kernel keeps itself. */
export function routeOf(report: Report): RouteObject | undefined {
  const type = routeType(textOf(report, 'type') || 'unicast');
  const protocol = protocolNumber(textOf(report, 'protocol') || '3');
  const table = tableNumber(textOf(report, 'table'));
  if (!managedTypes.has(type) || automatic.has(protocol) || table === undefined) return undefined;
  const family = familyOf(report);
  const dst = textOf(report, 'dst');
  const to = dst === 'default' ? { 4: '0.0.0.0/0', 6: '::/0' }[family] : prefixText(dst);
  if (to === undefined) return undefined;
  const rejecting = type !== 'unicast' && type !== 'local';
  return {
    kind: 'route',
    family,
    to,
    table,
    metric: numberOf(report, 'metric'),
    type,
    via: gateway(report),
    // IPv6 shows a rejecting route on lo, whatever was asked for
    dev: rejecting ? '' : textOf(report, 'dev'),
    src: canonicalAddress(textOf(report, 'prefsrc')) ?? '',
    mtu: listOf(report, 'metrics').reduce((mtu, metric) => numberOf(metric, 'mtu') || mtu, 0),
    onlink: (report.flags as readonly string[] | undefined)?.includes('onlink') ?? false,
    scope: family === 6 || rejecting ? 'global' : scopeName(textOf(report, 'scope') || 'global'),
    protocol,
    hops: listOf(report, 'nexthops').map(hopText),
  };
}

/** The canonical text of a prefix, undefined when it is none. */
function prefixText(text: string): string | undefined {
  const cidr = parseCidr(text);
  return cidr && formatCidr(cidr);
}

function familyOf(report: Report): 4 | 6 {
  if (/:/.test(textOf(report, 'dst') + gateway(report))) return 6;
  // only IPv6 routes carry a router preference
  return report.pref === undefined ? 4 : 6;
}

function gateway(report: Report): string {
  const via = report.via as Report | undefined;
  return canonicalAddress(textOf(report, 'gateway') || (via ? textOf(via, 'host') : '')) ?? '';
}

function hopText(hop: Report): string {
  const via = gateway(hop);
  return `${via && `via ${via} `}dev ${textOf(hop, 'dev')} weight ${numberOf(hop, 'weight') || 1}`;
}
