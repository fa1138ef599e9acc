import { canonicalAddress } from '../ip.js';
import type { RuleObject } from '../object/types.js';
import { numberOf, type Report, textOf } from './json.js';
import { protocolNumber, routeType, tableNumber } from './names.js';

/** Properties of rules that the model does not know: such a rule is somebody else's and is left out. */
const foreign = [
  'not',
  'tos',
  'l3mdev',
  'uid_start',
  'sport',
  'sport_start',
  'dport',
  'dport_start',
  'ipproto',
  'tun_id',
  'suppress_prefixlen',
  'suppress_ifgroup',
  'goto',
];

/** One rule of `ip -j rule show`, undefined for a selector that the model does not know. */
export function ruleOf(report: Report, family: 4 | 6): RuleObject | undefined {
  if (foreign.some((key) => key in report)) return undefined;
  const action = routeType(textOf(report, 'action'));
  const table = action === '' ? tableNumber(textOf(report, 'table')) : 0;
  if (table === undefined) return undefined;
  return {
    kind: 'rule',
    family,
    priority: numberOf(report, 'priority'),
    iif: textOf(report, 'iif'),
    oif: textOf(report, 'oif'),
    from: selector(report, 'src', 'srclen'),
    to: selector(report, 'dst', 'dstlen'),
    fwmark: [textOf(report, 'fwmark'), textOf(report, 'fwmask')].filter(Boolean).join('/'),
    table,
    action,
    protocol: protocolNumber(textOf(report, 'protocol')),
  };
}

function selector(report: Report, address: string, length: string): string {
  const text = textOf(report, address);
  const canonical = canonicalAddress(text);
  if (canonical === undefined) return '';
  const width = canonical.includes(':') ? 128 : 32;
  return `${canonical}/${report[length] ?? width}`;
}
