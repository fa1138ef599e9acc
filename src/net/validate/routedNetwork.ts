import { formatCidr } from '../ip.js';
import { overlap } from '../network.js';
import { Claims } from './claims.js';
import { entriesOf, type Report } from './entry.js';
import type { Finding, HostVariables, RoleValidator } from './finding.js';
import { text } from './formats.js';
import { checkArpAddress, guestClaims, readGuest } from './routedGuest.js';
import { type Network, readNetwork } from './routedUplink.js';

/** The networks and guests of role `routed_network`. */
export const routedNetwork: RoleValidator = {
  role: 'routed_network',
  variables: ['routed_networks', 'guests', 'vlans'],
  validate(hosts) {
    const findings: Finding[] = [];
    const reports = Array.from(hosts, ([host, variables]) => ({ variables, report: { host, findings } }));
    const read = reports.map(({ variables, report }) => ({
      variables,
      report,
      networks: readNetworks(variables, report),
    }));
    const all = read.flatMap(({ networks }) => networks);
    checkTogether(all);
    const claims = guestClaims();
    for (const { variables, report, networks } of read) {
      const guests = entriesOf(variables, 'guests', report).flatMap(
        (entry) => readGuest(entry, networks, claims) ?? [],
      );
      for (const guest of guests) checkArpAddress(guest, all);
    }
    return findings;
  },
};

/** The networks of one host, with what is wrong with them. */
export function readNetworks(variables: HostVariables, report: Report): Network[] {
  const networks = entriesOf(variables, 'routed_networks', report)
    .map((entry) => readNetwork(entry))
    .filter(({ present }) => present);
  const names = new Claims('network');
  const tables = new Claims('table', 'each network needs a table of its own');
  const uplinks = new Claims(
    'uplink',
    'packets are told apart by the device they come in by: give another one',
  );
  for (const { entry, name, table, uplink } of networks) {
    if (name !== undefined) names.claim(name, entry, 'name');
    if (table !== undefined) tables.claim(String(table), entry, 'table');
    if (uplink !== undefined) {
      uplinks.claim(uplink, entry, 'uplink');
      checkVlan(entry, uplink, variables);
    }
  }
  return networks;
}

/** An uplink named as a VLAN must be among the VLANs, where the host has that role's variable. */
function checkVlan(entry: Network['entry'], uplink: string, variables: HostVariables): void {
  const [, parent, id] = /^(.+)\.(\d+)$/.exec(uplink) ?? [];
  if (parent === undefined || id === undefined || !variables.has('vlans')) return;
  const vlans = entriesOf(variables, 'vlans', { host: entry.host, findings: [] });
  const made = vlans.some(
    (vlan) =>
      vlan.get('name', text) === uplink ||
      (vlan.get('parent', text) === parent && vlan.get('id', text) === id),
  );
  if (!made)
    entry.wrong(
      'uplink',
      `${uplink} is none of this host's VLANs`,
      `role vlans makes it: add {parent: ${parent}, id: ${id}} to vlans`,
    );
}

/** What networks must not share, and what a network of one name must have in common on all hosts. */
function checkTogether(networks: readonly Network[]): void {
  networks.forEach((network, i) => {
    for (const other of networks.slice(0, i)) {
      const place =
        other.entry.host === network.entry.host
          ? other.entry.path
          : `${other.entry.path} of ${other.entry.host}`;
      if (other.name === network.name && other.entry.host !== network.entry.host)
        checkSame(network, other, place);
      else checkApart(network, other, place);
    }
  });
}

function checkSame(network: Network, other: Network, place: string): void {
  for (const key of ['subnet4', 'subnet6'] as const) {
    const [mine, theirs] = [network[key], other[key]];
    if (mine && theirs && formatCidr(mine) !== formatCidr(theirs))
      network.entry.wrong(
        key,
        `${formatCidr(mine)} differs from ${formatCidr(theirs)} in ${place}`,
        'a network of one name is the same on all hosts',
      );
  }
  if (network.guestMac !== other.guestMac)
    network.entry.wrong(
      'guest_mac',
      `${network.guestMac} differs from ${other.guestMac} in ${place}`,
      'a guest that moves still sends to the old one: use one on all hosts',
    );
}

function checkApart(network: Network, other: Network, place: string): void {
  for (const key of ['subnet4', 'subnet6'] as const) {
    const [mine, theirs] = [network[key], other[key]];
    if (mine && theirs && overlap(mine, theirs))
      network.entry.wrong(
        key,
        `${formatCidr(mine)} overlaps ${formatCidr(theirs)} of ${place}`,
        'guests of one subnet belong to one network',
      );
  }
  if (network.arp !== undefined && network.arp === other.arp)
    network.entry.wrong(
      'arp_ip',
      `${network.arp} is the arp_ip of ${place} too`,
      'two networks never share one',
    );
}
