import { type Cidr, formatCidr } from '../ip.js';
import { inNetwork, lastAddress } from '../network.js';
import { ip4, ip6, mac, network4, network6 } from './addressFormats.js';
import type { Entry } from './entry.js';
import { bool, choice, filled, ifname, int, name, table } from './formats.js';

/** One entry of `routed_networks`, as far as it is right. */
export interface Network {
  readonly entry: Entry;
  readonly present: boolean;
  readonly name: string | undefined;
  readonly table: number | undefined;
  readonly uplink: string | undefined;
  readonly uplink6: string | undefined;
  readonly subnet4: Cidr | undefined;
  readonly subnet6: Cidr | undefined;
  readonly gateway4: string | undefined;
  readonly gateway6: string | undefined;
  readonly arp: string | undefined;
  readonly role: 'vmc' | 'gateway' | 'both';
  readonly guestMac: string;
}

const standardMac = '02:6d:77:00:00:01';

/** Reads one entry of `routed_networks`, and reports what is wrong with it alone. */
export function readNetwork(entry: Entry): Network {
  const role = entry.get('role', choice('vmc', 'gateway', 'both')) ?? 'vmc';
  const uplink = entry.need('uplink', ifname);
  const network: Network = {
    entry,
    present: (entry.get('state', choice('present', 'absent')) ?? 'present') === 'present',
    name: entry.need('name', name),
    table: entry.need('table', table),
    uplink,
    uplink6: entry.get('uplink6', ifname) ?? uplink,
    subnet4: entry.get('subnet4', network4),
    subnet6: entry.get('subnet6', network6),
    gateway4: entry.get('gateway4', ip4),
    gateway6: entry.get('gateway6', ip6),
    arp: entry.get('arp_ip', ip4),
    role,
    guestMac: entry.get('guest_mac', mac) ?? standardMac,
  };
  for (const key of ['host_reach', 'fail_closed', 'anti_spoof']) entry.get(key, bool);
  entry.get('proxy_delay', int(0, 60000, 'time in milliseconds'));
  entry.get('rule_pref', int(10000, 10499, 'priority of a rule'));
  const out = entry.get('masquerade_out', ifname);
  if (out !== undefined && role === 'vmc')
    entry.wrong(
      'masquerade_out',
      'is of no use where the gateway is another host',
      'set role: gateway, or both',
    );
  for (const probe of entry.entries('probes')) readProbe(probe);
  entry.finish();
  checkGateways(network);
  checkArp(network);
  return network;
}

/** Hosts of the segment that the checks may ask. */
function readProbe(probe: Entry): void {
  probe.need('host', filled);
  probe.need('dev', ifname);
  probe.finish();
}

function checkGateways({ entry, subnet4, subnet6, gateway4, gateway6 }: Network): void {
  if (!entry.has('subnet4') && !entry.has('subnet6'))
    entry.wrong('', 'has neither subnet4 nor subnet6', 'name the network of its guests');
  for (const family of [4, 6] as const) {
    if (entry.has(`subnet${family}`) && !entry.has(`gateway${family}`))
      entry.wrong(`gateway${family}`, 'is required', `it is the default gateway of subnet${family}`);
    if (entry.has(`gateway${family}`) && !entry.has(`subnet${family}`))
      entry.wrong(`subnet${family}`, `is required with gateway${family}`);
  }
  if (subnet4 && gateway4) checkHost(entry, 'gateway4', gateway4, subnet4);
  if (subnet6 && gateway6 && !gateway6.startsWith('fe80:')) checkHost(entry, 'gateway6', gateway6, subnet6);
}

function checkArp({ entry, role, subnet4, gateway4, arp }: Network): void {
  if (role === 'vmc' && subnet4 && !entry.has('arp_ip'))
    entry.wrong(
      'arp_ip',
      'is required',
      'give an unused address of subnet4: the host asks for the gateway under it',
    );
  if (arp === undefined || !subnet4) return;
  checkHost(entry, 'arp_ip', arp, subnet4);
  if (arp === gateway4) entry.wrong('arp_ip', `${arp} is the gateway`, 'take an address that nobody has');
}

/** Reports an address that is not one of a network's hosts. */
export function checkHost(entry: Entry, key: string, address: string, subnet: Cidr): void {
  if (!inNetwork(address, subnet)) entry.wrong(key, `${address} is not inside ${formatCidr(subnet)}`);
  else if (subnet.family === 4 && subnet.prefix < 31 && address === subnet.address)
    entry.wrong(key, `${address} is the address of the network ${formatCidr(subnet)} itself`);
  else if (subnet.family === 4 && subnet.prefix < 31 && address === lastAddress(subnet))
    entry.wrong(key, `${address} is the broadcast address of ${formatCidr(subnet)}`);
}
