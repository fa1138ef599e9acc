import type { PlainDocument } from './netFiles.js';

/** The stack of a GRNET host, a piece for each role that makes it: a bond, a bridge on a VLAN of it, a routed VLAN. */
export const bond: PlainDocument = {
  links: [
    {
      name: 'bond0',
      type: 'bond',
      mtu: 9000,
      state: 'up',
      options: { mode: 'active-backup', primary: 'eno1', miimon: 100 },
    },
    { name: 'eno1', master: 'bond0', state: 'up' },
    { name: 'eno2', master: 'bond0', state: 'up' },
  ],
};
export const bridge: PlainDocument = {
  links: [
    {
      name: 'bond0.992',
      type: 'vlan',
      parent: 'bond0',
      mtu: 9000,
      master: 'vlan992',
      state: 'up',
      options: { id: 992 },
    },
    {
      name: 'vlan992',
      type: 'bridge',
      mtu: 9000,
      state: 'up',
      options: { stp_state: 0, forward_delay: 0, mcast_snooping: 0 },
    },
  ],
};
export const uplink = { name: 'bond0.993', type: 'vlan', parent: 'bond0', state: 'up', options: { id: 993 } };
export const routed: PlainDocument = {
  links: [uplink],
  routes: [
    { to: '62.217.124.48/29', dev: 'bond0.993', table: 993 },
    { to: 'default', via: '62.217.124.49', dev: 'bond0.993', table: 993, onlink: true },
  ],
  rules: [
    { priority: 10000, iif: 'bond0.993', table: 993 },
    { priority: 10500, iif: 'bond0.993', action: 'unreachable' },
  ],
  sysctls: [
    { name: 'net.ipv4.conf.bond0/993.proxy_arp', value: 1 },
    { name: 'net.ipv6.conf.bond0/993.proxy_ndp', value: 1 },
  ],
};
