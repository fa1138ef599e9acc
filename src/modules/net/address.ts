import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { parseAddresses } from '../../net/addresses.js';
import { type DesiredAddress, planAddresses } from '../../net/addressPlan.js';
import { parseCidr } from '../../net/ip.js';
import { applyOperations, decideForMissing, decidePlan, netnsArgs, readJson } from './iproute.js';

/** Manages the addresses of one network device. */
export const netAddress = defineModule({
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
    returns: { operations: 'One line for each change, in order.' },
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
      description: "Scope; leaving it out is the kernel's choice.",
    },
    peer: { description: 'The other end of a point-to-point link; only with a single address.' },
    exclusive: {
      type: 'bool',
      default: false,
      description:
        "Remove the device's other permanent addresses; those with a lifetime or of link scope stay.",
    },
    ...netnsArgs,
  },
  check: 'full',

  async probe(args, ctx) {
    return parseAddresses(await readJson(ctx, args.netns, ['address', 'show']));
  },

  decide(args, devices, { check }) {
    if (check && !devices.has(args.device) && args.state === 'present') return decideForMissing(args.device);
    const addresses = args.addresses.map((text) => desiredAddress(text, args));
    return decidePlan(
      planAddresses(
        { device: args.device, state: args.state, addresses, exclusive: args.exclusive },
        devices,
      ),
    );
  },

  apply: (args, operations, ctx) => applyOperations(ctx, args.netns, operations),
});

function desiredAddress(
  text: string,
  args: { scope: string | undefined; peer: string | undefined; addresses: readonly string[] },
): DesiredAddress {
  const cidr = parseCidr(text);
  if (!cidr)
    fail('ip-address', `"${text}" is not an IP address`, {
      fix: 'write it as 192.0.2.1/24 or 2001:db8::1/64',
    });
  if (args.peer === undefined) return { ...cidr, scope: args.scope };
  const peer = parseCidr(args.peer);
  if (!peer || peer.family !== cidr.family)
    fail('ip-address', `peer "${args.peer}" is not an address of the same family as ${text}`);
  if (args.addresses.length > 1)
    fail('ip-address', 'a peer belongs to a single address, but several are given');
  return {
    ...cidr,
    prefix: args.peer.includes('/') ? peer.prefix : cidr.prefix,
    peer: peer.address,
    scope: args.scope,
  };
}
