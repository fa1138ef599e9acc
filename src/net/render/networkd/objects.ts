import type { AddressObject, FdbObject, NeighbourObject } from '../../object/types.js';
import { section, type UnitSection } from './section.js';

/** Addresses that need nothing but themselves, as `Address=` takes them. */
export function plainAddresses(addresses: readonly AddressObject[]): string[] {
  return addresses.filter(isPlain).map(({ address, prefix }) => `${address}/${prefix}`);
}

/** A section for each address with a peer, scope or label. */
export function addressSections(addresses: readonly AddressObject[]): UnitSection[] {
  return addresses
    .filter((address) => !isPlain(address))
    .map(({ dev, address, prefix, peer, scope, label }) =>
      section('Address', [
        ['Address', `${address}/${prefix}`],
        ['Peer', peer === '' ? undefined : `${peer}/${prefix}`],
        ['Scope', scope === 'global' ? undefined : scope],
        ['Label', label === '' || label === dev ? undefined : label],
      ]),
    );
}

/** A section for each permanent neighbour. */
export function neighbourSections(neighbours: readonly NeighbourObject[]): UnitSection[] {
  return neighbours
    .filter(({ proxy }) => !proxy)
    .map(({ address, lladdr }) =>
      section('Neighbor', [
        ['Address', address],
        ['LinkLayerAddress', lladdr],
      ]),
    );
}

/** A section for each forwarding entry. */
export function fdbSections(entries: readonly FdbObject[]): UnitSection[] {
  return entries.map(({ lladdr, dst, vlan, vni, side }) =>
    section('BridgeFDB', [
      ['MACAddress', lladdr],
      ['Destination', dst || undefined],
      ['VLANId', vlan === 0 ? undefined : String(vlan)],
      ['VNI', vni === 0 ? undefined : String(vni)],
      ['AssociatedWith', side],
    ]),
  );
}

function isPlain({ dev, peer, scope, label }: AddressObject): boolean {
  return peer === '' && scope === 'global' && (label === '' || label === dev);
}
