import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cidr } from './ip.js';
import { addressNumber, addressText, inNetwork, lastAddress, networkAddress, overlap } from './network.js';

const cidr = (family: 4 | 6): fc.Arbitrary<Cidr> => {
  const width = family === 4 ? 32 : 128;
  return fc.record({
    family: fc.constant(family),
    address: fc.bigInt(0n, (1n << BigInt(width)) - 1n).map((bits) => addressText(bits, family)),
    prefix: fc.integer({ min: 0, max: width }),
  });
};
const any = fc.oneof(cidr(4), cidr(6));

describe('a network', () => {
  it.each<[string, string, string]>([
    ['192.0.2.77/26', '192.0.2.64', '192.0.2.127'],
    ['10.0.0.1/0', '0.0.0.0', '255.255.255.255'],
    ['192.0.2.1/32', '192.0.2.1', '192.0.2.1'],
    ['2001:db8::1/64', '2001:db8::', '2001:db8::ffff:ffff:ffff:ffff'],
    ['2001:db8:1::5/33', '2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'],
  ])('of %s begins with %s and ends with %s', (text, first, last) => {
    const [address, prefix] = text.split('/') as [string, string];
    const of: Cidr = { family: address.includes(':') ? 6 : 4, address, prefix: Number(prefix) };
    expect([networkAddress(of), lastAddress(of)]).toEqual([first, last]);
  });

  it('holds its own address and both its ends, whatever the prefix', () => {
    fc.assert(
      fc.property(any, (of) => {
        for (const address of [of.address, networkAddress(of), lastAddress(of)])
          expect(inNetwork(address, of)).toBe(true);
        expect(addressText(addressNumber(of.address), of.family)).toBe(of.address);
        expect(networkAddress({ ...of, address: networkAddress(of) })).toBe(networkAddress(of));
      }),
    );
  });

  it('holds nothing beyond its ends', () => {
    fc.assert(
      fc.property(any, (of) => {
        const [first, last] = [addressNumber(networkAddress(of)), addressNumber(lastAddress(of))];
        if (first > 0n) expect(inNetwork(addressText(first - 1n, of.family), of)).toBe(false);
        if (last + 1n < 1n << (of.family === 4 ? 32n : 128n))
          expect(inNetwork(addressText(last + 1n, of.family), of)).toBe(false);
      }),
    );
  });

  it('overlaps another one exactly when one holds the first address of the other', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        const expected = inNetwork(networkAddress(a), b) || inNetwork(networkAddress(b), a);
        expect([overlap(a, b), overlap(b, a)]).toEqual([expected, expected]);
      }),
    );
  });
});
