import type { Guest, Interface, Kernel, Network, Topology } from './types.js';

/** A member's end of a cable and the name of the switch's end in the controller's namespace. */
interface Cable {
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

/** The host-side link of a guest: `tap-<guest>`, or `tap<n>` when that is longer than a link name may be. */
export function tapOf(topology: Topology, guest: Guest): string {
  const name = `tap-${guest.name}`;
  return name.length <= 15 ? name : `tap${topology.guests.indexOf(guest)}`;
}

/** The networks that reach into the full kernel; the card `vec<n>` there and the tap `u<n>` here, in this order. */
export function sharedNetworks(topology: Topology): Network[] {
  const inside = new Set(membersOf(topology, 'full').map((member) => member.name));
  const used = cablesOf(topology).filter((cable) => inside.has(cable.member));
  return topology.networks.filter(
    (network) => !network.cable && used.some((cable) => cable.card.network === network.name),
  );
}

/**
 * Lines for `ip -batch` in the controller's namespace, or in the one of the full kernel: its members' namespaces,
 * the switches, and the cables. A switch that both have is one segment, joined by a tap.
 */
export function linkBatch(topology: Topology, kernel: Kernel = 'machine'): string {
  const members = membersOf(topology, kernel);
  const names = new Set(members.map((member) => member.name));
  const lines = members.map((member) => `netns add ${member.name}`);
  lines.push('link set lo up');
  const shared = sharedNetworks(topology);
  const switches = kernel === 'full' ? shared : topology.networks.filter((network) => !network.cable);
  for (const network of switches) lines.push(...switchLines(network, kernel));
  shared.forEach((network, n) => {
    if (kernel === 'machine') lines.push(`tuntap add dev u${n} mode tap`);
    const card = kernel === 'machine' ? `u${n}` : `vec${n}`;
    lines.push(
      `link set dev ${card} addrgenmode none mtu ${network.mtu}`,
      `link set dev ${card} master ${network.name} up`,
    );
  });
  for (const { member, card, port, mtu } of cablesOf(topology).filter((cable) => names.has(cable.member))) {
    if (topology.networks.some((network) => network.cable && network.name === card.network)) continue;
    lines.push(
      `link add name ${port} mtu ${mtu} master ${card.network} type veth peer name ${card.name} mtu ${mtu} netns ${member}`,
      `link set dev ${port} addrgenmode none`,
      `link set dev ${port} up`,
    );
  }
  for (const network of topology.networks.filter((each) => each.cable)) {
    const [a, b] = cablesOf(topology).filter((cable) => cable.card.network === network.name);
    if (a === undefined || b === undefined || !names.has(a.member)) continue;
    const { mtu } = network;
    lines.push(
      `link add name ${a.card.name} netns ${a.member} mtu ${mtu} type veth peer name ${b.card.name} mtu ${mtu} netns ${b.member}`,
    );
  }
  topology.guests.forEach((guest, index) => {
    if (!names.has(guest.name)) return;
    const mac = guest.mac === undefined ? '' : ` address ${guest.mac}`;
    lines.push(
      `link add name g${index} mtu ${guest.mtu} type veth peer name eth0${mac} mtu ${guest.mtu} netns ${guest.name}`,
      `link set dev g${index} netns ${guest.host} name ${tapOf(topology, guest)}`,
    );
  });
  return `${lines.join('\n')}\n`;
}

/** Hosts, stations and guests that live on a kernel. A guest lives where its host does. */
export function membersOf(topology: Topology, kernel: Kernel): { readonly name: string }[] {
  const full = new Set(topology.hosts.filter((host) => host.kernel === 'full').map((host) => host.name));
  const here = (host: string) => full.has(host) === (kernel === 'full');
  return [
    ...topology.hosts.filter((host) => here(host.name)),
    ...(kernel === 'full' ? [] : topology.stations),
    ...topology.guests.filter((guest) => here(guest.host)),
  ];
}

function switchLines(network: Network, kernel: Kernel): string[] {
  const address = kernel === 'machine' ? network.controller : undefined;
  return [
    `link add name ${network.name} type bridge forward_delay 0 stp_state 0 mcast_snooping 0`,
    `link set dev ${network.name} addrgenmode none mtu ${network.mtu}`,
    ...(address ? [`addr add ${address} dev ${network.name}`] : []),
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
