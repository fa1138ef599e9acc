import { PyError } from '../../value/errors.js';
import { intOf, toInt } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import type { Kwargs, Value } from '../../value/types.js';
import { Network } from '../ip/network.js';
import { networkOf, nthAddress } from '../ip/query.js';
import { bind } from './arguments.js';

/** The ipsubnet filter: see its entry in subnets.ts. The result is text, as in ansible.utils. */
export function ipSubnet(input: Value, args: Value[], kwargs: Kwargs): Value {
  const { query, index } = bind(
    'ipsubnet',
    [
      ['query', ''],
      ['index', null],
    ],
    args,
    kwargs,
  );
  const found = networkOf(input);
  if (!found) return false;
  const network = found.cidr;
  const text = query === null ? '' : pyStr(query);
  if (text === '') return String(network);
  if (!/^\d+$/.test(text)) return position(network, query);
  const prefix = Number(text);
  if (prefix > network.width) return false;
  const at = index === null ? undefined : indexOf(index);
  if (network.size === 1n) return supernet(network, prefix, at);
  if (prefix < network.prefix) {
    if (at !== undefined) return at === 0n ? `${network.text()}/${prefix}` : false;
    throw new PyError('AnsibleError', `Requested subnet size of ${prefix} is invalid`);
  }
  const count = 1n << BigInt(prefix - network.prefix);
  if (at === undefined) return String(toInt(count));
  return nthSubnet(network, prefix, count, at);
}

function nthSubnet(network: Network, prefix: number, count: bigint, index: bigint): Value {
  const at = index < 0n ? index + count : index;
  if (at < 0n || at >= count) return false;
  const value = nthAddress(network, at << BigInt(network.width - prefix));
  return String(Network.of(network.version, value!, prefix));
}

/** The list of networks around an address starts with the widest, of the length asked for. */
function supernet(network: Network, prefix: number, index: bigint | undefined): Value {
  const length = BigInt(network.prefix - prefix);
  const wanted = index ?? 0n;
  if (wanted * 2n > network.width + 1 || wanted < -length) return false;
  const at = wanted < 0n ? wanted + length : wanted;
  if (at >= length) {
    throw new PyError(
      'IndexError',
      `ipsubnet: ${network.text()} has ${length} networks of at least /${prefix} around it`,
    );
  }
  return String(Network.of(network.version, network.value, prefix + Number(at))!.cidr);
}

function indexOf(index: Value): bigint {
  const number = intOf(index) ?? (/^\s*[+-]?\d+\s*$/.test(pyStr(index)) ? pyStr(index) : undefined);
  if (number === undefined) {
    throw new PyError('AnsibleError', `ipsubnet: the index must be a whole number, not ${pyStr(index)}`);
  }
  return BigInt(number);
}

/** Which of the subnets of that size inside the network given the value is, counted from 1. */
function position(network: Network, query: Value): Value {
  const container = networkOf(query);
  if (!container) {
    throw new PyError('AnsibleError', `${pyStr(query)} is neither an address nor a subnet`);
  }
  if (!container.cidr.contains(network)) {
    throw new PyError('AnsibleError', `${String(network)} is not in the subnet ${String(container.cidr)}`);
  }
  return String(((network.first - container.first) >> BigInt(network.width - network.prefix)) + 1n);
}
