import { type Address, formatAddress, type IpVersion, maximumOf, parseAddress, widthOf } from './address.js';

/** An address with a prefix length: a network, or a host inside one (`192.0.2.9/24`). */
export class Network {
  private constructor(
    readonly version: IpVersion,
    readonly value: bigint,
    readonly prefix: number,
  ) {}

  /** Throws nothing: undefined when the value or prefix does not fit the version. */
  static of(version: IpVersion, value: bigint, prefix = widthOf(version)): Network | undefined {
    const fits = value >= 0n && value <= maximumOf(version) && prefix >= 0 && prefix <= widthOf(version);
    return fits && Number.isInteger(prefix) ? new Network(version, value, prefix) : undefined;
  }

  /** Reads `address`, `address/prefix` or `address/netmask`; short IPv4 forms (`10/8`) need the prefix. */
  static parse(text: string): Network | undefined {
    const [head = '', mask, ...rest] = text.split('/');
    if (rest.length > 0) return undefined;
    const address = parseAddress(head) ?? shortAddress(head);
    if (!address) return undefined;
    if (mask === undefined) return Network.of(address.version, address.value);
    const prefix = /^\d+$/.test(mask) ? Number(mask) : maskPrefix(mask, address.version);
    return prefix === undefined ? undefined : Network.of(address.version, address.value, prefix);
  }

  get width(): number {
    return widthOf(this.version);
  }
  get size(): bigint {
    return 1n << BigInt(this.width - this.prefix);
  }
  get hostmask(): bigint {
    return this.size - 1n;
  }
  get netmask(): bigint {
    return maximumOf(this.version) ^ this.hostmask;
  }
  get first(): bigint {
    return this.value & this.netmask;
  }
  get last(): bigint {
    return this.value | this.hostmask;
  }
  /** true when the address is the network's own. */
  get isBase(): boolean {
    return this.value === this.first;
  }
  /** The last address; IPv4 networks of one or two addresses have no broadcast. */
  get broadcast(): bigint | undefined {
    return this.version === 4 && this.width - this.prefix <= 1 ? undefined : this.last;
  }
  /** First and last usable address; undefined for a single address. */
  get usable(): { first: bigint; last: bigint } | undefined {
    if (this.size === 1n) return undefined;
    return this.size === 2n
      ? { first: this.first, last: this.last }
      : { first: this.first + 1n, last: this.last - 1n };
  }
  /** The network without host bits. */
  get cidr(): Network {
    return new Network(this.version, this.first, this.prefix);
  }
  get address(): Address {
    return { version: this.version, value: this.value };
  }

  contains(other: Network): boolean {
    return other.version === this.version && other.first >= this.first && other.last <= this.last;
  }

  /** The text of an address of this version. */
  text(value: bigint = this.value): string {
    return formatAddress({ version: this.version, value });
  }

  toString(): string {
    return `${this.text()}/${this.prefix}`;
  }
}

function shortAddress(text: string): Address | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(text)) return undefined;
  const parts = text.split('.');
  return parseAddress([...parts, '0', '0', '0'].slice(0, 4).join('.'));
}

/** Prefix length of a netmask or hostmask (`0.0.0.255`). */
function maskPrefix(mask: string, version: IpVersion): number | undefined {
  const address = parseAddress(mask);
  if (!address || address.version !== version) return undefined;
  const inverted = address.value ^ maximumOf(version);
  if (isPowerOfTwo(inverted + 1n)) return widthOf(version) - bitLength(inverted);
  return isPowerOfTwo(address.value + 1n) ? widthOf(version) - bitLength(address.value) : undefined;
}

/** true for 1, 2, 4, … and 0. */
export function isPowerOfTwo(value: bigint): boolean {
  return (value & (value - 1n)) === 0n;
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
