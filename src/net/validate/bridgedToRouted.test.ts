import { describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import { bridgedToRouted } from './bridgedToRouted.js';

const network = {
  name: 'public_993',
  table: 993,
  uplink: 'br993',
  subnet4: '62.217.124.48/29',
  gateway4: '62.217.124.49',
  arp_ip: '62.217.124.54',
};
const guest = { tap: 'tap1', network: 'public_993', ip4: '62.217.124.53', mac: 'aa:00:00:94:ed:49' };

function sentences(variables: object): string[] {
  const given = { routed_networks: [network], bridged_to_routed_from_bridge: 'br993', guest, ...variables };
  const values = new Map(Object.entries(given).map(([name, value]) => [name, fromJs(value)]));
  return bridgedToRouted
    .validate(new Map([['cn1', values]]))
    .map(({ path, message }) => `${path}: ${message}`);
}

describe('bridged_to_routed', () => {
  it('accepts what the documentation shows, and a guest that only its tasks know', () => {
    expect(sentences({ bridged_to_routed_max_loss_ms: 500 })).toEqual([]);
    expect(sentences({ guest: null })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['a guest that is no mapping', { guest: 'tap1' }, 'guest: "tap1" is not a mapping'],
    ['a foreign address', { guest: { ...guest, ip4: '192.0.2.1' } }, 'guest.ip4: 192.0.2.1 is not inside'],
    ['an unknown network', { guest: { ...guest, network: 'other' } }, 'guest.network: other is none of'],
    ['a long name', { bridged_to_routed_from_bridge: 'b'.repeat(16) }, 'bridged_to_routed_from_bridge: '],
    ['a negative time', { bridged_to_routed_max_loss_ms: -1 }, 'bridged_to_routed_max_loss_ms: '],
    ['a time in words', { bridged_to_routed_listen: 'long' }, 'bridged_to_routed_listen: '],
  ])('rejects %s', (_, variables, sentence) => {
    expect(sentences(variables)).toEqual([expect.stringContaining(sentence)]);
  });
});
