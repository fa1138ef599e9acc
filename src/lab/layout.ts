import type { Guest, Interface, Network, Topology } from './types.js';

/** A member's end of a cable and the name of the switch's end in the controller's namespace. */
export interface Cable {
  readonly member: string;
  readonly card: Interface;
  /** Link of the controller's namespace, port of the bridge named like the network. */
  readonly port: string;
  readonly mtu: number;
}

/** Every cable of the lab; ports are `h<member>n<card>`, so they stay within a link name's 15 bytes. */
export function cablesOf(topology: Topology): Cable[] {
  return [...topology.hosts, ...topology.stations].flatMap((member, m) =>
    member.interfaces.map((card, c) => ({
      member: member.name,
      card,
      port: `h${m}n${c}`,
      mtu: mtuOf(topology, card.network),
    })),
  );
}

/** The switch-side link of a member on a network: what a test takes down to cut the cable, or captures on. */
export function switchPort(topology: Topology, member: string, network: string): string | undefined {
  return cablesOf(topology).find((cable) => cable.member === member && cable.card.network === network)?.port;
}

/** The host-side link of a guest: `tap-<guest>`, or `tap<n>` when that is longer than a link name may be. */
export function tapOf(topology: Topology, guest: Guest): string {
  const name = `tap-${guest.name}`;
  return name.length <= 15 ? name : `tap${topology.guests.indexOf(guest)}`;
}

/** Lines for `ip -batch` in the controller's namespace: all namespaces, switches and cables. */
export function linkBatch(topology: Topology): string {
  const members = [...topology.hosts, ...topology.stations, ...topology.guests];
  const lines = members.map((member) => `netns add ${member.name}`);
  lines.push('link set lo up');
  for (const network of topology.networks) lines.push(...switchLines(network));
  for (const { member, card, port, mtu } of cablesOf(topology)) {
    lines.push(
      `link add name ${port} mtu ${mtu} master ${card.network} type veth peer name ${card.name} mtu ${mtu} netns ${member}`,
      `link set dev ${port} addrgenmode none`,
      `link set dev ${port} up`,
    );
  }
  topology.guests.forEach((guest, index) => {
    lines.push(
      `link add name g${index} mtu ${guest.mtu} type veth peer name eth0 mtu ${guest.mtu} netns ${guest.name}`,
      `link set dev g${index} netns ${guest.host} name ${tapOf(topology, guest)}`,
    );
  });
  return `${lines.join('\n')}\n`;
}

function switchLines(network: Network): string[] {
  return [
    `link add name ${network.name} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
    `link set dev ${network.name} addrgenmode none mtu ${network.mtu}`,
    ...(network.controller ? [`addr add ${network.controller} dev ${network.name}`] : []),
    `link set dev ${network.name} up`,
  ];
}

/** Lines for `ip -batch` inside a member's namespace. A card that Open vSwitch takes over stays without address. */
export function addressBatch(
  cards: readonly Interface[],
  gateway: string | undefined,
  withoutAddress?: string,
): string {
  const lines = ['link set lo up'];
  for (const card of cards) {
    lines.push(`link set dev ${card.name} up`);
    if (card.address && card.network !== withoutAddress)
      lines.push(`addr add ${card.address} dev ${card.name}`);
  }
  if (gateway) lines.push(`route add default via ${gateway}`);
  return `${lines.join('\n')}\n`;
}

function mtuOf(topology: Topology, network: string): number {
  return topology.networks.find((candidate) => candidate.name === network)?.mtu ?? 1500;
}
