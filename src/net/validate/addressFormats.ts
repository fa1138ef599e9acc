import { type Cidr, canonicalAddress, canonicalMac, formatCidr, parseCidr } from '../ip.js';
import { networkAddress } from '../network.js';
import { refine, text } from './formats.js';
import { bad, type Format, good, shown } from './verdict.js';

/** A unicast MAC address in canonical form: lower case, two digits a byte. */
export const mac: Format<string> = (value) => {
  // YAML 1.1 reads digits with colons as a number in base 60.
  if (typeof value === 'number' || typeof value === 'bigint')
    return bad(`${value} is a number, not a MAC address`, 'write the MAC address in quotes');
  return refine(text, (written) => {
    const canonical = canonicalMac(written);
    if (canonical === undefined)
      return bad(
        `${shown(written)} is not a MAC address`,
        'write six hexadecimal pairs, such as 02:00:c0:a8:01:0a',
      );
    if (Number.parseInt(canonical.slice(0, 2), 16) & 1)
      return bad(`${written} is a multicast address`, 'the first byte of a unicast MAC address is even');
    if (/^[0:]+$/.test(canonical)) return bad(`${written} is no unicast MAC address`);
    return good(canonical);
  })(value);
};

function address(family: 4 | 6 | undefined): Format<string> {
  return refine(text, (written) => {
    const canonical = canonicalAddress(written);
    const kind = `IP${family === undefined ? '' : `v${family}`} address`;
    if (canonical === undefined)
      return bad(
        `${shown(written)} is not an ${kind}`,
        parseCidr(written) && `leave out ${written.slice(written.indexOf('/'))}`,
      );
    if (family !== undefined && canonical.includes(':') !== (family === 6))
      return bad(`${shown(written)} is not an ${kind}`);
    return good(canonical);
  });
}

/** Addresses without prefix length, canonical (RFC 5952). */
export const ip4 = address(4);
export const ip6 = address(6);
export const ip = address(undefined);

function withPrefix(family: 4 | 6 | undefined, network: boolean): Format<Cidr> {
  const kind = `IP${family === undefined ? '' : `v${family}`} ${network ? 'network' : 'address with prefix length'}`;
  const example = `${family === 6 ? '2001:db8::' : '192.0.2.'}${network ? (family === 6 ? '/64' : '0/24') : family === 6 ? '1/64' : '1/24'}`;
  return refine(text, (written) => {
    const cidr = written.includes('/') ? parseCidr(written) : undefined;
    if (cidr === undefined || (family !== undefined && cidr.family !== family))
      return bad(`${shown(written)} is not an ${kind}`, `write it as ${example}`);
    const base = networkAddress(cidr);
    if (network && base !== cidr.address)
      return bad(
        `${written} has bits behind its prefix`,
        `did you mean ${formatCidr({ ...cidr, address: base })}?`,
      );
    return good(cidr);
  });
}

/** An interface's address with its prefix length. */
export const cidr = withPrefix(undefined, false);

/** A network: the bits behind its prefix are zero. */
export const network4 = withPrefix(4, true);
export const network6 = withPrefix(6, true);
export const network = withPrefix(undefined, true);
