import { bare } from './topology.js';
import type { Host, Topology } from './types.js';

/** The address by which the controller reaches a host: the first one on a network it is part of itself. */
export function managementAddress(topology: Topology, host: Host): string | undefined {
  const reachable = new Set(
    topology.networks.filter((network) => network.controller).map((network) => network.name),
  );
  const card = host.interfaces.find((candidate) => candidate.address && reachable.has(candidate.network));
  return card?.address && bare(card.address);
}
