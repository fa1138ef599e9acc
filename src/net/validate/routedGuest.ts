import { didYouMean } from '../../diag/suggest.js';
import { ip4, ip6, mac } from './addressFormats.js';
import { Claims } from './claims.js';
import type { Entry } from './entry.js';
import { choice, filled, ifname, name } from './formats.js';
import { checkHost, type Network } from './routedUplink.js';

/** A guest that lives on the host whose variable names it. */
interface Guest {
  readonly entry: Entry;
  readonly ip4: string | undefined;
}

/** What two guests of a play must not share. */
interface GuestClaims {
  readonly macs: Claims;
  readonly addresses: Claims;
  /** By host. */
  readonly taps: Map<string, Claims>;
}

export function guestClaims(): GuestClaims {
  const once = 'a guest lives on one host: name it (host), or give another one';
  return { macs: new Claims('MAC address', once), addresses: new Claims('address', once), taps: new Map() };
}

/** Reads one entry of `guests`; undefined for a guest that is not here, or whose network is wrong. */
export function readGuest(
  entry: Entry,
  networks: readonly Network[],
  claims: GuestClaims,
): Guest | undefined {
  const tap = entry.need('tap', ifname);
  const card = entry.need('mac', mac);
  const named = entry.need('network', name);
  const address4 = entry.get('ip4', ip4);
  const address6 = entry.get('ip6', ip6);
  const disabled = entry.list('disable', choice('ip4', 'ip6')) ?? [];
  const host = entry.get('host', filled) ?? entry.host;
  const present = (entry.get('state', choice('present', 'absent')) ?? 'present') === 'present';
  entry.finish();
  if (!present || host !== entry.host) return undefined;
  const taps = claims.taps.get(host) ?? new Claims('tap');
  claims.taps.set(host, taps);
  if (tap !== undefined) {
    taps.claim(tap, entry, 'tap');
    if (networks.some(({ uplink, uplink6 }) => tap === uplink || tap === uplink6))
      entry.wrong('tap', `${tap} is the uplink of a network`);
  }
  if (card !== undefined) claims.macs.claim(card, entry, 'mac');
  const network = networks.find((each) => each.name === named);
  if (network === undefined) {
    unknownNetwork(entry, named, networks);
    return undefined;
  }
  if (network.role === 'gateway')
    entry.wrong(
      'network',
      `${named} has no guests on its gateway`,
      'set role: both for a gateway that has guests',
    );
  if (network.subnet4 && !disabled.includes('ip4')) {
    if (!entry.has('ip4')) entry.wrong('ip4', 'is required', 'or say disable: [ip4]');
    if (address4 !== undefined) {
      checkHost(entry, 'ip4', address4, network.subnet4);
      if (address4 === network.gateway4) entry.wrong('ip4', `${address4} is the gateway of ${named}`);
      claims.addresses.claim(address4, entry, 'ip4');
    }
  }
  if (!network.subnet4 && address4 !== undefined) entry.wrong('ip4', `${named} has no subnet4`);
  if (!network.subnet6 && address6 !== undefined) entry.wrong('ip6', `${named} has no subnet6`);
  if (network.subnet6 && address6 !== undefined && !disabled.includes('ip6')) {
    checkHost(entry, 'ip6', address6, network.subnet6);
    if (address6 === network.gateway6) entry.wrong('ip6', `${address6} is the gateway of ${named}`);
    claims.addresses.claim(address6, entry, 'ip6');
  }
  if (network.subnet6 && address6 === undefined && !disabled.includes('ip6') && network.subnet6.prefix !== 64)
    entry.wrong(
      'ip6',
      `is required in a /${network.subnet6.prefix}`,
      'only in a /64 it follows from the MAC address; or say disable: [ip6]',
    );
  return { entry, ip4: address4 };
}

/** The address under which hosts ask is nobody's, on no host. */
export function checkArpAddress(guest: Guest, networks: readonly Network[]): void {
  const network = networks.find(({ arp }) => arp !== undefined && arp === guest.ip4);
  if (network === undefined) return;
  const { entry } = network;
  const place = entry.host === guest.entry.host ? entry.path : `${entry.path} of ${entry.host}`;
  guest.entry.wrong('ip4', `${guest.ip4} is the arp_ip of ${place}`, 'give one of them another address');
}

function unknownNetwork(entry: Entry, named: string | undefined, networks: readonly Network[]): void {
  if (named === undefined) return;
  const names = networks.flatMap((network) => network.name ?? []);
  entry.wrong(
    'network',
    `${named} is none of routed_networks of this host`,
    didYouMean(named, names) ??
      (names.length > 0 ? `there are ${names.join(', ')}` : 'name it in routed_networks'),
  );
}
