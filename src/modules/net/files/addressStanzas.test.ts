import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../net/document/document.js';
import { Dict } from '../../../value/types.js';
import { addressedMembers, addressStanzas } from './addressStanzas.js';

describe('devices with addresses', () => {
  it('are those of stanzas with a method that gives some', () => {
    const lines = [
      '/etc/network/interfaces:3:iface lo inet loopback',
      '/etc/network/interfaces:7:iface eth0 inet static',
      '/etc/network/interfaces:9:  iface eth0 inet6 auto',
      '/etc/network/interfaces.d/50-cloud-init:4:iface eth1 inet dhcp',
      '/etc/network/interfaces.d/60-mw-bond0:2:iface eth2 inet manual',
    ];
    expect(addressStanzas(lines).map(({ device, path, line }) => `${device} ${path}:${line}`)).toEqual([
      'eth0 /etc/network/interfaces:7',
      'eth0 /etc/network/interfaces:9',
      'eth1 /etc/network/interfaces.d/50-cloud-init:4',
    ]);
  });
});

describe('members that get addresses at boot', () => {
  it('are named with the place; what has no master, or leaves, is not', () => {
    const { wishes } = readDocument({
      links: [
        Dict.of({ name: 'eth0', master: 'bond0' }),
        Dict.of({ name: 'eth1', state: 'up' }),
        Dict.of({ name: 'eth2', master: '' }),
      ],
    });
    const lines = ['eth0', 'eth1', 'eth2'].map((name, i) => `/etc/x:${i}:iface ${name} inet static`);
    expect(addressedMembers(wishes, addressStanzas(lines))).toEqual([
      'at boot /etc/x:0 still gives addresses to eth0, a member of bond0: take them out there',
    ]);
  });
});
