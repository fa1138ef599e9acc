import { fail } from '../../diag/diagnostic.js';
import { Dict } from '../../value/types.js';
import { commonArgs, disruptiveArg } from './state/args.js';
import { defineNetworkModule } from './state/defineNetworkModule.js';
import type { NetRequest } from './state/request.js';

/** Manages the addresses of one network device. */
export const netAddress = defineNetworkModule({
  name: 'meshwright.net.net_address',
  doc: {
    short: 'Gives a network device its addresses',
    description:
      'Adds and removes IPv4 and IPv6 addresses. Addresses are compared in canonical form, and additions come before removals.',
    examples: `- meshwright.net.net_address:
    device: br-ext
    addresses: [192.0.2.1/24, "2001:db8::1/64"]
- meshwright.net.net_address:
    device: tun0
    addresses: 10.1.1.1/32
    peer: 10.1.1.2
`,
  },
  args: {
    device: { required: true, aliases: ['dev', 'interface'], description: 'Network device.' },
    addresses: {
      type: 'list',
      elements: 'str',
      required: true,
      aliases: ['address'],
      description: 'Addresses with prefix length, such as 192.0.2.1/24; without one a host address.',
    },
    state: {
      choices: ['present', 'absent'],
      default: 'present',
      description: 'Whether the device has the addresses.',
    },
    scope: {
      choices: ['global', 'site', 'link', 'host'],
      description: 'Scope of the addresses; the kernel chooses when left out.',
    },
    peer: { description: 'Address of the other end of a point-to-point device; for a single address.' },
    label: { description: 'Label of IPv4 addresses, beginning with the name of the device.' },
    exclusive: {
      type: 'bool',
      default: false,
      description:
        "Remove the device's other permanent addresses. Those with a lifetime and those of link scope always stay.",
    },
    disruptive: disruptiveArg,
    ...commonArgs,
  },
  requestOf,
});

interface AddressArgs extends Pick<NetRequest, 'owner' | 'netns' | 'disruptive'> {
  readonly device: string;
  readonly addresses: readonly string[];
  readonly state: string;
  readonly scope: string | undefined;
  readonly peer: string | undefined;
  readonly label: string | undefined;
  readonly exclusive: boolean;
}

function requestOf(args: AddressArgs): NetRequest {
  const { owner, netns, disruptive, device, addresses, exclusive, ...common } = args;
  if (common.peer !== undefined && addresses.length > 1)
    fail('ip-address', 'a peer belongs to a single address, but several are given');
  const entries = addresses.map((address) => Dict.of({ dev: device, address, ...common }));
  return {
    owner,
    netns,
    disruptive,
    purge: 'none',
    document: { addresses: entries },
    exclusive: exclusive && common.state === 'present' ? [device] : [],
  };
}
