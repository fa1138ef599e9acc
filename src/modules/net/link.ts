import { Dict } from '../../value/types.js';
import { commonArgs, disruptiveArg } from './state/args.js';
import { defineNetworkModule } from './state/defineNetworkModule.js';
import type { NetRequest } from './state/request.js';

/** Manages one network link by its difference from the kernel's state. */
export const netLink = defineNetworkModule({
  name: 'meshwright.net.net_link',
  doc: {
    short: 'Creates, configures and removes a network link',
    description:
      'Creates, changes and deletes links. Only what differs is touched, in one `ip -batch`. A changed kind, VLAN id or VNI is refused: removing a link cuts what is stacked on it.',
    examples: `- meshwright.net.net_link:
    name: br-ext
    kind: bridge
    options: {forward_delay: 0, mcast_snooping: false}
    mtu: 9000
    state: up
- meshwright.net.net_link:
    name: vx10
    kind: vxlan
    options: {id: 10, dstport: 4789, local: 10.0.0.1, learning: false}
    master: br-ext
    state: up
`,
  },
  args: {
    name: { required: true, aliases: ['device', 'dev'], description: 'Name of the link, at most 15 bytes.' },
    kind: {
      aliases: ['type'],
      description: 'Kind of a virtual link (dummy, bridge, veth, vxlan, vlan, tun, …); needed to create one.',
    },
    state: {
      choices: ['present', 'absent', 'up', 'down'],
      default: 'present',
      description: '`present` keeps the administrative state; `up` and `down` imply present.',
    },
    mtu: { type: 'int', description: 'MTU in bytes.' },
    address: { aliases: ['mac'], description: 'MAC address.' },
    master: { description: 'Bridge, bond or VRF to join; an empty string leaves it.' },
    parent: { aliases: ['link'], description: 'Device below a VLAN, macvlan or vxlan; used at creation.' },
    peer: { description: 'Name of the other end of a veth pair; used at creation.' },
    alias: { description: 'Description kept in the kernel (ifalias).' },
    options: {
      type: 'dict',
      default: {},
      description: "The kind's own options in ip's words, such as `stp_state: 0`.",
    },
    port: {
      type: 'dict',
      default: {},
      description: "Settings as a port of its bridge in ip's words, such as `isolated: on`.",
    },
    disruptive: disruptiveArg,
    ...commonArgs,
  },
  requestOf,
});

interface LinkArgs extends Pick<NetRequest, 'owner' | 'netns' | 'disruptive'> {
  readonly name: string;
  readonly kind: string | undefined;
  readonly state: string;
  readonly mtu: number | undefined;
  readonly address: string | undefined;
  readonly master: string | undefined;
  readonly parent: string | undefined;
  readonly peer: string | undefined;
  readonly alias: string | undefined;
  readonly options: Dict;
  readonly port: Dict;
}

function requestOf(args: LinkArgs): NetRequest {
  const { owner, netns, disruptive, kind, ...link } = args;
  const links = [Dict.of({ ...link, type: kind })];
  return { owner, netns, disruptive, purge: 'none', document: { links }, exclusive: [] };
}
