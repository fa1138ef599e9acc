import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { toList } from '../../value/iterate.js';
import { doubleOf, intOf, toInt } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import { maximumOf, parseAddress } from '../ip/address.js';
import { mergeNetworks, spanningNetwork } from '../ip/merge.js';
import { Network } from '../ip/network.js';
import { neighbour } from '../ip/queries.js';
import { networkOf, notAnAddress, nthAddress } from '../ip/query.js';
import { readIp } from '../ip/read.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { ipSubnet } from './ipsubnet.js';

/** Arithmetic with addresses and networks. */
export const subnetFilters: readonly FilterEntry[] = [
  {
    name: 'ipsubnet',
    doc: 'Number of subnets of a size in a network, the nth of them by `index`, or the supernet of an address.',
    apply: ipSubnet,
  },
  {
    name: 'ipmath',
    doc: 'The address plus a number.',
    apply: (input, args, kwargs) => {
      const { amount } = bind('ipmath', ['amount'], args, kwargs);
      const text = pyStr(input);
      const network = text.includes('/') ? Network.parse(text) : single(input);
      if (!network) throw notAnAddress(input);
      const by = intOf(amount) ?? (/^[+-]?\d+$/.test(pyStr(amount)) ? BigInt(pyStr(amount)) : undefined);
      if (by === undefined) {
        throw new PyError(
          'AnsibleError',
          `You must pass an integer for arithmetic; ${pyStr(amount)} is not a valid integer`,
        );
      }
      const value = network.value + BigInt(by);
      if (value < 0n || value > maximumOf(network.version)) {
        throw new PyError(
          'AnsibleError',
          `ipmath: the result is outside the address range of IPv${network.version}`,
        );
      }
      return network.text(value);
    },
  },
  {
    name: 'nthhost',
    doc: 'The nth address of a network.',
    apply: (input, args, kwargs) => {
      const { query } = bind('nthhost', [['query', '']], args, kwargs);
      const network = networkOf(input);
      const text = pyStr(query).trim();
      if (!network || !/^[+-]?\d+$/.test(text)) return false;
      const value = nthAddress(network, BigInt(text));
      if (value === undefined && text.startsWith('-')) {
        throw new PyError(
          'IndexError',
          `nthhost: ${String(network)} has no ${-BigInt(text)} addresses to count from its end`,
        );
      }
      return value === undefined ? false : network.text(value);
    },
  },
  {
    name: 'next_nth_usable',
    doc: 'The nth usable address after that of the value.',
    apply: (input, args, kwargs) => step('next_nth_usable', input, args, kwargs, 1n),
  },
  {
    name: 'previous_nth_usable',
    doc: 'The nth usable address before that of the value.',
    apply: (input, args, kwargs) => step('previous_nth_usable', input, args, kwargs, -1n),
  },
  {
    name: 'network_in_network',
    doc: 'Whether the argument lies inside the network of the value.',
    apply: (input, args, kwargs) => {
      const [outer, inner] = pair('network_in_network', input, args, kwargs);
      if (!outer || !inner) return false;
      return outer.first <= inner.first && inner.last <= outer.last;
    },
  },
  {
    name: 'network_in_usable',
    doc: 'Whether the argument lies inside the usable addresses of the value.',
    apply: (input, args, kwargs) => {
      const [outer, inner] = pair('network_in_usable', input, args, kwargs);
      if (!outer || !inner) return false;
      const { first, last } = outer.usable ?? outer;
      return first <= inner.first && inner.last <= last;
    },
  },
  {
    name: 'reduce_on_network',
    doc: 'The addresses of a list that lie inside the network given.',
    apply: (input, args, kwargs) => {
      const network = readIp(bind('reduce_on_network', ['network'], args, kwargs).network)?.network;
      return listed(input).filter((item) => {
        const address = readIp(item)?.network;
        return network && address && network.first <= address.first && address.last <= network.last;
      });
    },
  },
  {
    name: 'cidr_merge',
    doc: 'The fewest networks that cover the given ones, or with "span" the one that spans all.',
    apply: cidrMerge,
  },
  {
    name: 'usable_range',
    doc: 'All addresses of a network: {usable_ips, number_of_ips}.',
    apply: (input) => {
      const network = Network.parse(pyStr(input));
      if (!network?.isBase) {
        throw new PyError(
          'AnsibleError',
          `Error while using plugin 'usable_range': ${pyStr(input)} is not a network`,
        );
      }
      if (network.size > 2n ** 20n) {
        throw new PyError(
          'AnsibleError',
          `usable_range: ${pyStr(input)} has too many addresses to list them`,
        );
      }
      const addresses = Array.from({ length: Number(network.size) }, (_, i) =>
        network.text(network.first + BigInt(i)),
      );
      return Dict.of({ usable_ips: addresses, number_of_ips: toInt(network.size) });
    },
  },
  {
    name: 'ip4_hex',
    doc: 'An IPv4 address in hexadecimal, its bytes joined by `delimiter`.',
    apply: (input, args, kwargs) => {
      const { delimiter } = bind('ip4_hex', [['delimiter', '']], args, kwargs);
      const address = parseAddress(pyStr(input));
      if (address?.version !== 4) throw notAnAddress(input);
      return address.value.toString(16).padStart(8, '0').match(/../g)!.join(asText(delimiter));
    },
  },
];

/** An argument of type list: text is split at commas, numbers stand for themselves. */
function listed(value: Value): Value[] {
  if (typeof value === 'string') return value.split(',').map((part) => part.trim());
  return doubleOf(value) === undefined ? toList(value) : [pyStr(value)];
}

function single(value: Value): Network | undefined {
  return readIp(value)?.network;
}

function step(name: string, input: Value, args: Value[], kwargs: Kwargs, sign: bigint): Value {
  const { offset } = bind(name, ['offset'], args, kwargs);
  const network = networkOf(input);
  if (!network) return false;
  const by = intOf(offset) ?? (/^[+-]?\d+$/.test(pyStr(offset)) ? BigInt(pyStr(offset)) : undefined);
  if (by === undefined) throw new PyError('AnsibleError', 'Must pass in an integer');
  const value = neighbour(network, sign * BigInt(by));
  return value === undefined ? null : network.text(value);
}

/** The value and the argument as networks; undefined where they are none. */
function pair(name: string, input: Value, args: Value[], kwargs: Kwargs): (Network | undefined)[] {
  return [input, bind(name, ['test'], args, kwargs).test].map((value) => readIp(value)?.network);
}

function cidrMerge(input: Value, args: Value[], kwargs: Kwargs): Value {
  const { action } = bind('cidr_merge', [['action', 'merge']], args, kwargs);
  const networks = listed(input).map((item) => {
    const network = Network.parse(pyStr(item));
    if (!network) throw new PyError('AnsibleError', `cidr_merge: invalid network ${pyStr(item)}`);
    return network;
  });
  if (action === 'merge') return mergeNetworks(networks).map(String);
  if (action !== 'span') throw new PyError('AnsibleError', `cidr_merge: invalid action '${pyStr(action)}'`);
  if (networks.length < 2) return networks.length === 0 ? null : String(networks[0]);
  const span = spanningNetwork(networks);
  if (!span)
    throw new PyError('AnsibleError', 'cidr_merge: IPv4 and IPv6 networks cannot be spanned together');
  return String(span);
}
