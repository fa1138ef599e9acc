import { formatCidr } from '../ip.js';
import { cidr, ip, mac } from './addressFormats.js';
import { Claims } from './claims.js';
import { type Entry, entriesOf } from './entry.js';
import type { Finding, RoleValidator } from './finding.js';
import { bool, choice, filled, ifname, int, mtu } from './formats.js';
import { checkRoutes } from './hostRoutes.js';

/** Things that may be there once among all hosts. */
interface Shared {
  readonly macs: Claims;
  readonly addresses: Claims;
}

/** The bridges of role `bridges`. */
export const bridges: RoleValidator = {
  role: 'bridges',
  variables: ['bridges'],
  validate(hosts) {
    const findings: Finding[] = [];
    const shared = { macs: new Claims('MAC address'), addresses: new Claims('address') };
    for (const [host, variables] of hosts) {
      const entries = entriesOf(variables, 'bridges', { host, findings });
      const names = new Claims('bridge');
      const ports = new Claims('device');
      const read = entries.map((entry) => readBridge(entry, shared));
      for (const bridge of read) {
        if (bridge.name !== undefined) names.claim(bridge.name, bridge.entry, 'name');
        bridge.ports.forEach((port, i) => {
          ports.claim(port, bridge.entry, `ports[${i}]`);
          noBridgeInBridge(bridge, i, read);
        });
      }
    }
    return findings;
  },
};

interface Bridge {
  readonly entry: Entry;
  readonly name: string | undefined;
  readonly ports: readonly string[];
}

function readBridge(entry: Entry, { macs, addresses }: Shared): Bridge {
  const name = entry.need('name', ifname);
  const ports = entry.list('ports', ifname) ?? [];
  entry.get('state', choice('present', 'absent'));
  entry.get('foreign_ports', choice('keep', 'remove'));
  entry.list('foreign_ports_match', filled);
  checkSpanningTree(entry);
  checkSnooping(entry);
  entry.get('ageing', int(0, 1000000, 'time in seconds'));
  for (const key of ['vlan_filtering', 'nf_call']) entry.get(key, bool);
  entry.get('mtu', mtu);
  const address = entry.get('mac', mac);
  if (address !== undefined) macs.claim(address, entry, 'mac');
  entry.list('addresses', cidr)?.forEach((each, i) => {
    addresses.claim(each.address, entry, `addresses[${i}]`);
    if (each.prefix === 0) entry.wrong(`addresses[${i}]`, `${formatCidr(each)} is the whole Internet`);
  });
  checkRoutes(entry);
  entry.list('test_endpoints', ip);
  entry.finish();
  return { entry, name, ports };
}

/** Without STP the kernel would still keep a new port silent for the delay; with it, less than 2 s is refused. */
function checkSpanningTree(entry: Entry): void {
  const stp = entry.get('stp', bool) ?? false;
  const delay = entry.get('forward_delay', int(0, 30, 'forward delay in seconds'));
  if (delay === undefined) return;
  if (!stp && delay !== 0)
    entry.wrong(
      'forward_delay',
      `${delay} s keep a new guest silent for nothing while stp is off`,
      'leave it out, or set stp: true',
    );
  if (stp && delay < 2)
    entry.wrong('forward_delay', `${delay} s are too few with stp`, 'it is a number from 2 to 30');
}

/** Without a querier, snooping forgets the groups after some minutes and IPv6 neighbour discovery ends. */
function checkSnooping(entry: Entry): void {
  const snooping = entry.get('multicast_snooping', bool) ?? false;
  const querier = entry.get('multicast_querier', bool) ?? false;
  const external = entry.get('external_querier', bool) ?? false;
  if (snooping && !querier && !external)
    entry.wrong(
      'multicast_snooping',
      'true without a querier ends IPv6 in the network after some minutes',
      'set multicast_querier: true, or external_querier: true when a router of the network asks',
    );
}

function noBridgeInBridge({ entry, ports }: Bridge, i: number, all: readonly Bridge[]): void {
  const inner = all.find(({ name }) => name === ports[i]);
  if (inner)
    entry.wrong(
      `ports[${i}]`,
      `${ports[i]} is itself a bridge (${inner.entry.path})`,
      'join two bridges by a veth pair',
    );
}
