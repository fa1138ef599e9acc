import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Tuple, type Value } from '../../value/types.js';
import type { IpVersion } from './address.js';
import { Network } from './network.js';
import { ipQueries } from './queries.js';
import { readIp } from './read.js';

/**
 * The core of the ipaddr filters: answers a query about an address, or for a list gives the answers that are
 * true. A query may also be a network (is the value inside?) or a number (that host of the network). False when
 * the value is no address, or not of the wanted version.
 */
export function queryIp(value: Value, query: string, filter: string, version?: IpVersion | 0): Value {
  if (Array.isArray(value) || value instanceof Tuple) {
    return Array.from(iterate(value), (item) => queryIp(item, query, filter, version)).filter((item) =>
      truthy(item),
    );
  }
  if (!truthy(value)) return false;
  const input = readIp(value, version === 0 ? undefined : version);
  if (!input || (version !== undefined && input.network.version !== version)) return false;
  const answer = ipQueries.get(query);
  if (answer) return answer(input);
  if (/^[+-]?\d+$/.test(query.trim())) return hostByNumber(input.network, BigInt(query.trim()), input.kind);
  if (/^[+-]?(?:\d+\.\d*|\.?\d+)(?:e[+-]?\d+)?$/i.test(query))
    return hostByNumber(input.network, undefined, input.kind);
  const container = Network.parse(query);
  if (!container) throw new PyError('AnsibleError', `${filter}: unknown filter type: ${query}`);
  return container.cidr.contains(input.network) ? input.text : null;
}

/** A number that is no whole one has an answer for a single address only. */
function hostByNumber(network: Network, index: bigint | undefined, kind: 'address' | 'network'): Value {
  if (network.size === 1n) return kind === 'address' ? network.text() : String(network);
  const host = index === undefined ? undefined : nthAddress(network, index);
  return host === undefined ? false : `${network.text(host)}/${network.prefix}`;
}

/** The address at an index of a network; negative ones count from its end. Undefined when outside. */
export function nthAddress(network: Network, index: bigint): bigint | undefined {
  const value = index < 0n ? network.last + 1n + index : network.first + index;
  return value >= network.first && value <= network.last ? value : undefined;
}

/** A value as a network without host bits, or its single address; undefined when it is none. */
export function networkOf(value: Value): Network | undefined {
  const input = readIp(value);
  if (!input) return undefined;
  const { network } = input;
  return network.size > 1n && !network.isBase ? network : network.cidr;
}

/** The message for a value that is no address. */
export function notAnAddress(value: Value): PyError {
  return new PyError('AnsibleError', `You must pass a valid IP address; ${pyStr(value)} is invalid`);
}
