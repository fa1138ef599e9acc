import { bind } from '../../value/bind.js';
import { PyError } from '../../value/errors.js';
import { intOf, toInt } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import type { Kwargs, Value } from '../../value/types.js';
import { Network } from '../ip/network.js';
import { networkOf, nthAddress } from '../ip/query.js';

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
  const text = pyStr(query);
  if (text === '') return String(network);
  if (!/^\d+$/.test(text)) return position(network, query);
  const prefix = Number(text);
  if (prefix > network.width) return false;
  const at = index === null ? undefined : (intOf(index) ?? BigInt(pyStr(index)));
  if (network.size === 1n)
    return supernet(network, prefix, at === undefined ? 0 : Number(at), at === undefined);
  if (prefix < network.prefix) {
    if (at !== undefined) return BigInt(at) === 0n ? `${network.text()}/${prefix}` : false;
    throw new PyError('AnsibleError', `Requested subnet size of ${prefix} is invalid`);
  }
  const count = 1n << BigInt(prefix - network.prefix);
  if (at === undefined) return String(toInt(count));
  return nthSubnet(network, prefix, count, BigInt(at));
}

function nthSubnet(network: Network, prefix: number, count: bigint, index: bigint): Value {
  const at = index < 0n ? index + count : index;
  if (at < 0n || at >= count) return false;
  const value = nthAddress(network, at << BigInt(network.width - prefix));
  return String(Network.of(network.version, value!, prefix));
}

/** The list of networks around an address starts with the widest, of the length asked for. */
function supernet(network: Network, prefix: number, index: number, only: boolean): Value {
  const length = network.prefix - prefix;
  if (only && length < 1) return false;
  const at = index < 0 ? index + length : index;
  if (at < 0 || at >= length) return false;
  return String(Network.of(network.version, network.value, prefix + at)!.cidr);
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
