import { describe, expect, it } from 'vitest';
import { canonicalAddress, canonicalMac, parseCidr } from './ip.js';

describe('IP addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['10.0.0.256', undefined],
    ['10.0.0', undefined],
    ['10.0.0.01', undefined],
    ['1::2::3', undefined],
    ['1:2:3:4:5:6:7:8:9', undefined],
    ['1:2:3:4:5:6:7', undefined],
    ['1:2:3:4::5:6:7:8', undefined],
    ['fe80::g', undefined],
  ])('canonical form of %s is %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    ['10.0.0.1/24', { family: 4, address: '10.0.0.1', prefix: 24 }],
    ['10.0.0.1', { family: 4, address: '10.0.0.1', prefix: 32 }],
    ['FD00::1/64', { family: 6, address: 'fd00::1', prefix: 64 }],
    ['fd00::1', { family: 6, address: 'fd00::1', prefix: 128 }],
    ['10.0.0.1/33', undefined],
    ['10.0.0.1/', undefined],
    ['10.0.0.1/24/1', undefined],
  ])('%s', (text, cidr) => {
    expect(parseCidr(text)).toEqual(cidr);
  });

  it.each([
    ['2:0:C0:A:1:f', '02:00:c0:0a:01:0f'],
    ['02-00-c0-0a-01-0f', '02:00:c0:0a:01:0f'],
    ['02:00:c0:0a:01', undefined],
    ['02:00:c0:0a:01:zz', undefined],
  ])('MAC %s', (text, canonical) => {
    expect(canonicalMac(text)).toBe(canonical);
  });
});
