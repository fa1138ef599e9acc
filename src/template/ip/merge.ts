import { maximumOf, widthOf } from './address.js';
import { Network } from './network.js';

/** The fewest networks that cover exactly the given ones, sorted, IPv4 first; those that stay keep their host bits. */
export function mergeNetworks(networks: readonly Network[]): Network[] {
  const sorted = networks
    .slice()
    .sort(
      (a, b) =>
        a.version - b.version || (a.first < b.first ? -1 : a.first > b.first ? 1 : a.prefix - b.prefix),
    );
  const merged: Network[] = [];
  for (const network of sorted) {
    const last = merged.at(-1);
    if (last?.contains(network)) continue;
    merged.push(network);
    joinTail(merged);
  }
  return merged;
}

/** The smallest network that covers all; undefined for mixed versions or an empty list. */
export function spanningNetwork(networks: readonly Network[]): Network | undefined {
  const [one] = networks;
  if (!one || networks.some(({ version }) => version !== one.version)) return undefined;
  let { first, last } = one;
  for (const network of networks) {
    if (network.first < first) first = network.first;
    if (network.last > last) last = network.last;
  }
  const bits = first === last ? 0 : (first ^ last).toString(2).length;
  const mask = maximumOf(one.version) ^ ((1n << BigInt(bits)) - 1n);
  return Network.of(one.version, first & mask, widthOf(one.version) - bits);
}

/** Replaces the last two networks by their common parent as long as they are its halves. */
function joinTail(merged: Network[]): void {
  for (;;) {
    const right = merged.at(-1);
    const left = merged.at(-2);
    if (!left || !right || left.version !== right.version || left.prefix !== right.prefix) return;
    const parent = Network.of(left.version, left.first, left.prefix - 1);
    if (!parent?.isBase || right.first !== left.last + 1n) return;
    merged.splice(-2, 2, parent);
  }
}
