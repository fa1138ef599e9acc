import type { Renderer } from './file.js';

/** A program that has to be on the host for its files to do anything at boot. */
export interface Requirement {
  /** Where it may be; one of them is enough. */
  readonly paths: readonly string[];
  /** Debian's package. */
  readonly package: string;
  /** What it is needed for, in a sentence about the host. */
  readonly purpose: string;
}

/** Kinds of links for which ifupdown calls scripts of other packages. */
const ifupdownScripts: Readonly<Record<string, Requirement>> = {
  bond: {
    paths: ['/etc/network/if-pre-up.d/ifenslave'],
    package: 'ifenslave',
    purpose: 'ifupdown makes bonds',
  },
  bridge: {
    paths: ['/usr/sbin/brctl', '/sbin/brctl'],
    package: 'bridge-utils',
    purpose: 'ifupdown makes bridges',
  },
  vlan: { paths: ['/etc/network/if-pre-up.d/vlan'], package: 'vlan', purpose: 'ifupdown makes VLANs' },
};

const networkd: Requirement = {
  paths: ['/usr/lib/systemd/systemd-networkd', '/lib/systemd/systemd-networkd'],
  package: 'systemd',
  purpose: 'systemd-networkd makes the network',
};

const programs: Readonly<Record<Renderer, readonly Requirement[]>> = {
  ifupdown: [
    { paths: ['/usr/sbin/ifup', '/sbin/ifup'], package: 'ifupdown', purpose: 'ifupdown makes the network' },
  ],
  networkd: [networkd],
  netplan: [
    {
      paths: ['/usr/lib/netplan/generate', '/lib/netplan/generate', '/usr/libexec/netplan/generate'],
      package: 'netplan.io',
      purpose: 'netplan reads its files',
    },
    networkd,
  ],
};

/** What a renderer needs on the host for links of the kinds given (ip's names; one without needs is left out). */
export function requirementsOf(renderer: Renderer, types: readonly string[]): Requirement[] {
  const scripts =
    renderer === 'ifupdown' ? [...new Set(types)].flatMap((type) => ifupdownScripts[type] ?? []) : [];
  return [...programs[renderer], ...scripts];
}
