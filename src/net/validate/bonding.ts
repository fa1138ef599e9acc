import { formatCidr } from '../ip.js';
import { cidr, ip, mac } from './addressFormats.js';
import { Claims } from './claims.js';
import { type Entry, entriesOf } from './entry.js';
import type { Finding, RoleValidator } from './finding.js';
import { choice, ifname, int, mtu, refine } from './formats.js';
import { checkRoutes } from './hostRoutes.js';
import { bad, type Format, good } from './verdict.js';

/** Modes of a bond by the kernel's numbers. */
const bondModes = [
  'balance-rr',
  'active-backup',
  'balance-xor',
  'broadcast',
  '802.3ad',
  'balance-tlb',
  'balance-alb',
] as const;
type BondMode = (typeof bondModes)[number];

/** Modes that send by one member as long as it works. */
const preferring: readonly BondMode[] = ['active-backup', 'balance-tlb', 'balance-alb'];
/** Modes that choose the member by a hash of the packet. */
const hashing: readonly BondMode[] = ['balance-xor', '802.3ad', 'balance-tlb'];

const mode: Format<BondMode> = (value) => {
  if (typeof value === 'number' && bondModes[value] !== undefined) return good(bondModes[value]);
  return choice(...bondModes)(value);
};

/** How often links are looked at: without that the kernel goes on with a member whose link is gone. */
const monitor: Format<number> = (value) =>
  value === 0
    ? bad('0 leaves dead links in use', 'write how often links are looked at, such as 100 (ms)')
    : int(50, 10000, 'time in milliseconds')(value);

/** Ethernet of at least what IPv4 asks of every host, at most what bonds carry. */
const bondMtu = refine(mtu, (value) =>
  value < 576 || value > 9216
    ? bad(`${value} is not an MTU of a bond`, 'it is a number from 576 to 9216')
    : good(value),
);

/** The bonds of role `bonding`. */
export const bonding: RoleValidator = {
  role: 'bonding',
  variables: ['bonds'],
  validate(hosts) {
    const findings: Finding[] = [];
    const macs = new Claims('MAC address');
    const addresses = new Claims('address');
    for (const [host, variables] of hosts) {
      const names = new Claims('bond');
      const members = new Claims('card', 'a card can be in one bond only');
      const entries = entriesOf(variables, 'bonds', { host, findings });
      const read = entries.map(readBond);
      for (const { entry, name, has, address, own } of read) {
        if (name !== undefined) names.claim(name, entry, 'name');
        if (address !== undefined) macs.claim(address, entry, 'mac');
        has.forEach((member, i) => {
          members.claim(member, entry, `members[${i}]`);
          const inner = read.find((other) => other.name === member);
          if (inner) entry.wrong(`members[${i}]`, `${member} is itself a bond (${inner.entry.path})`);
        });
        own.forEach((each, i) => {
          addresses.claim(each, entry, `addresses[${i}]`);
        });
      }
    }
    return findings;
  },
};

interface Bond {
  readonly entry: Entry;
  readonly name: string | undefined;
  readonly has: readonly string[];
  readonly address: string | undefined;
  readonly own: readonly string[];
}

function readBond(entry: Entry): Bond {
  const name = entry.need('name', ifname);
  const absent = entry.get('state', choice('present', 'absent')) === 'absent';
  const members = entry.list('members', ifname) ?? [];
  if (!absent && !entry.has('members')) entry.wrong('members', 'is required');
  else if (!absent && members.length === 0 && !entry.has('members[0]'))
    entry.wrong('members', 'is empty', 'name at least one card');
  const kind = entry.get('mode', mode) ?? 'active-backup';
  checkPrimary(entry, kind, members);
  checkTimes(entry);
  checkMode(entry, kind);
  entry.get('mtu', bondMtu);
  const address = entry.get('mac', mac);
  if (address !== undefined && entry.get('fail_over_mac', choice('none', 'active', 'follow')) === 'active')
    entry.wrong('mac', 'cannot be kept with fail_over_mac: active', 'leave one of them out');
  const addresses = entry.list('addresses', cidr) ?? [];
  addresses.forEach((each, i) => {
    if (each.prefix === 0) entry.wrong(`addresses[${i}]`, `${formatCidr(each)} is the whole Internet`);
  });
  entry.list('test_endpoints', ip);
  checkRoutes(entry);
  entry.finish();
  return { entry, name, has: members, address, own: addresses.map((each) => each.address) };
}

function checkPrimary(entry: Entry, kind: BondMode, members: readonly string[]): void {
  const primary = entry.get('primary', ifname);
  entry.get('primary_reselect', choice('always', 'better', 'failure'));
  for (const key of ['primary', 'primary_reselect'] as const)
    if (entry.has(key) && !preferring.includes(kind))
      entry.wrong(key, `means nothing in mode ${kind}`, `it is for ${preferring.join(', ')}`);
  if (primary !== undefined && members.length > 0 && !members.includes(primary))
    entry.wrong('primary', `${primary} is not a member`, `the members are ${members.join(', ')}`);
}

function checkTimes(entry: Entry): void {
  const every = entry.get('miimon', monitor) ?? 100;
  for (const key of ['updelay', 'downdelay']) {
    const delay = entry.get(key, int(0, 600000, 'time in milliseconds'));
    if (delay === undefined || delay % every === 0) continue;
    const near = Math.max(1, Math.round(delay / every)) * every;
    entry.wrong(key, `${delay} ms is not a multiple of miimon, ${every} ms`, `did you mean ${near}?`);
  }
}

function checkMode(entry: Entry, kind: BondMode): void {
  entry.get('xmit_hash_policy', choice('layer2', 'layer2+3', 'layer3+4', 'encap2+3', 'encap3+4'));
  if (entry.has('xmit_hash_policy') && !hashing.includes(kind))
    entry.wrong('xmit_hash_policy', `means nothing in mode ${kind}`, `it is for ${hashing.join(', ')}`);
  entry.get('lacp_rate', choice('slow', 'fast'));
  if (entry.has('lacp_rate') && kind !== '802.3ad')
    entry.wrong('lacp_rate', `means nothing in mode ${kind}`, 'it is for 802.3ad');
  entry.get('min_links', int(0, 64, 'number of links'));
  entry.get('fail_over_mac', choice('none', 'active', 'follow'));
  if (entry.has('fail_over_mac') && kind !== 'active-backup')
    entry.wrong('fail_over_mac', `means nothing in mode ${kind}`, 'it is for active-backup');
}
