import { describe, expect, it } from 'vitest';
import { readNetplanFile } from './netplanFile.js';

describe('devices with addresses', () => {
  it.each([
    [{ eth0: { addresses: ['192.0.2.1/24'] } }, ['eth0']],
    [{ eth0: { dhcp4: true } }, ['eth0']],
    [{ eth0: { dhcp6: true } }, ['eth0']],
    [{ nic: { match: { macaddress: '02:00:00:00:00:01' }, 'set-name': 'eth0', dhcp4: true } }, ['eth0']],
    [{ eth0: {}, eth1: { addresses: [], dhcp4: false }, eth2: null }, []],
  ])('are in netplan %j', (ethernets, expected) => {
    const file = readNetplanFile(JSON.stringify({ network: { version: 2, ethernets } }));
    expect(file).toEqual({ devices: Object.keys(ethernets), addressed: expected });
  });
});
