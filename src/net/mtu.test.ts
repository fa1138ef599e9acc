import { describe, expect, it } from 'vitest';
import { espSizes } from './espSuites.js';
import { type EspLayer, innerMtu, type MtuLayer, pingPayload, type VxlanLayer } from './mtu.js';

const vxlan = (ipVersion: 4 | 6 = 4, innerVlan = false): VxlanLayer => ({
  type: 'vxlan',
  ipVersion,
  innerVlan,
});
const vlan: MtuLayer = { type: 'vlan' };

function esp(cipher: string, integrity?: string, options: Partial<EspLayer> = {}): EspLayer {
  const sizes = espSizes(cipher, integrity);
  if (typeof sizes === 'string') throw new Error(sizes);
  return { type: 'esp', ipVersion: 4, mode: 'transport', natTraversal: false, ...sizes, ...options };
}

describe('innerMtu', () => {
  it.each<[string, number, MtuLayer[], number]>([
    ['nothing', 1500, [], 1500],
    ['VXLAN over IPv4', 1500, [vxlan()], 1450],
    ['… with an inner tag', 1500, [vxlan(4, true)], 1446],
    ['… with the inner tag as a layer', 1500, [vxlan(), vlan], 1446],
    ['… over IPv6', 1500, [vxlan(6)], 1430],
    ['… over IPv6 with an inner tag', 1500, [vxlan(6, true)], 1426],
    ['… on jumbo frames', 9000, [vxlan()], 8950],
    ['an underlay tag costs nothing', 1500, [vlan, vxlan()], 1450],
    ['AES-GCM-16', 1500, [esp('aes-gcm-16'), vxlan()], 1416],
    ['AES-CBC with SHA256-128', 1500, [esp('aes-cbc', 'sha256-128'), vxlan()], 1408],
    ['AES-CBC with SHA512-256', 1500, [esp('aes-cbc', 'sha512-256'), vxlan()], 1392],
    ['… with an inner tag', 1500, [esp('aes-cbc', 'sha512-256'), vxlan(4, true)], 1388],
    ['… over IPv6', 1500, [esp('aes-cbc', 'sha512-256', { ipVersion: 6 }), vxlan(6)], 1360],
    ['… through NAT', 1500, [esp('aes-cbc', 'sha512-256', { natTraversal: true }), vxlan()], 1376],
    ['ESP in tunnel mode', 1500, [esp('aes-gcm-16', undefined, { mode: 'tunnel' })], 1446],
  ])('%s: %i bytes', (_what, underlay, layers, expected) => {
    expect(innerMtu(underlay, layers)).toBe(expected);
  });

  it('takes four bytes for an underlay tag on strict frames', () => {
    expect(innerMtu(1500, [vlan, vxlan()], { strictFrames: true })).toBe(1446);
  });

  it('lets an underlay of 1800 carry 1500 in every suite', () => {
    for (const ipVersion of [4, 6] as const)
      for (const natTraversal of [false, true])
        for (const [cipher, integrity] of [
          ['aes-gcm-16'],
          ['aes-cbc', 'sha256-128'],
          ['aes-cbc', 'sha512-256'],
        ]) {
          const layers = [esp(cipher!, integrity, { ipVersion, natTraversal }), vxlan(ipVersion, true)];
          expect(innerMtu(1800, layers)).toBeGreaterThanOrEqual(1500);
        }
  });
});

describe('espSizes', () => {
  it.each([
    ['aes-cbc', undefined, /needs an integrity algorithm/],
    ['aes-gcm-16', 'sha1-96', /brings its own/],
    ['aes-gmc', undefined, /no ESP cipher is called aes-gmc/],
    ['aes-cbc', 'sha9', /no integrity algorithm is called sha9/],
  ])('refuses %s with %s', (cipher, integrity, sentence) => {
    expect(espSizes(cipher, integrity)).toMatch(sentence);
  });
});

it('pingPayload leaves room for the IP and ICMP headers', () => {
  expect([pingPayload(1450, 4), pingPayload(1450, 6)]).toEqual([1422, 1402]);
});
