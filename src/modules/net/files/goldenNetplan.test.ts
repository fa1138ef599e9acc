import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bond, bridge, routed, uplink } from '../../../../test/support/goldenNetwork.js';
import { rendered } from '../../../../test/support/netFiles.js';

// netplan's own order of keys: sorted
const bonds = `  bonds:
    bond0:
      interfaces:
      - eno1
      - eno2
      mtu: 9000
      parameters:
        mii-monitor-interval: 100
        mode: active-backup
        primary: eno1
`;
const bridges = `  bridges:
    vlan992:
      interfaces:
      - bond0.992
      mtu: 9000
      parameters:
        forward-delay: 0
        stp: false
`;
const foot = `  renderer: networkd
  version: 2
`;
const vlans = `  vlans:
    bond0.992:
      id: 992
      link: bond0
      mtu: 9000
`;

describe('files of netplan', () => {
  const nics = { netplanNames: new Set(['eno1', 'eno2', 'bond0']) };

  it('name only devices that netplan knows: an unknown one would keep all others from coming up', async () => {
    const { texts } = await rendered('netplan', bond, { owner: 'net' });
    expect(texts['/etc/netplan/60-mw-net.yaml']).not.toContain('interfaces');
    expect(texts['/etc/netplan/60-mw-net.yaml']).not.toContain('primary');
    expect(texts['/etc/systemd/network/10-mw-eno1.network']).toContain('Bond=bond0\nPrimarySlave=yes\n');
    expect(texts['/etc/systemd/network/10-mw-eno2.network']).toContain('Bond=bond0');
  });

  it('hold bonds, VLANs and bridges with sorted keys, readable by root alone', async () => {
    const { texts, modes } = await rendered('netplan', bond, { owner: 'net', host: nics });
    expect(texts['/etc/netplan/60-mw-net.yaml']).toBe(`network:
${bonds}${foot}`);
    expect(modes['/etc/netplan/60-mw-net.yaml']).toBe(0o600);
  });

  it('leave to networkd what netplan has no words for', async () => {
    const { texts } = await rendered('netplan', bridge, { owner: 'net', host: nics });
    expect(texts['/etc/netplan/60-mw-net.yaml']).toBe(`network:
${bridges}${foot}${vlans}`);
    expect(Object.keys(texts)).toEqual([
      '/etc/netplan/60-mw-net.yaml',
      '/etc/systemd/network/10-netplan-vlan992.netdev.d/60-mw-net.conf',
      '/etc/systemd/networkd.conf.d/60-mw.conf',
    ]);
    expect(texts['/etc/systemd/network/10-netplan-vlan992.netdev.d/60-mw-net.conf']).toBe(
      '[Bridge]\nMulticastSnooping=no\n',
    );
  });

  it('add rules and proxies to the files that netplan generates', async () => {
    const { texts } = await rendered('netplan', routed, { owner: 'routed/public_993', host: nics });
    const dropIn = texts['/etc/systemd/network/10-netplan-bond0.993.network.d/60-mw-routed-public_993.conf'];
    expect(dropIn).toMatch(/^\[Network\]\nIPv4ProxyARP=yes\nIPv6ProxyNDP=yes\n\n\[Route\]\n/);
    expect(dropIn).toContain('Type=unreachable');
  });
});

describe('netplan itself', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-golden-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('netplan takes the whole stack of one owner', async () => {
    const document = {
      ...routed,
      links: [...bond.links!, ...bridge.links!, { ...uplink, mtu: 9000 }],
    };
    const host = { netplanNames: new Set(['eno1', 'eno2']) };
    const { texts, modes } = await rendered('netplan', document, { owner: 'net', host });
    expect(texts['/etc/netplan/60-mw-net.yaml']).toBe(`network:
${bonds}${bridges}${foot}${vlans}    bond0.993:
      id: 993
      link: bond0
      mtu: 9000
`);
    expect(modes['/etc/netplan/60-mw-net.yaml']).toBe(0o600);
    expect(Object.keys(texts)).toEqual([
      '/etc/netplan/60-mw-net.yaml',
      '/etc/systemd/network/10-netplan-vlan992.netdev.d/60-mw-net.conf',
      '/etc/systemd/network/10-netplan-bond0.993.network.d/60-mw-net.conf',
      '/etc/systemd/networkd.conf.d/60-mw.conf',
    ]);
  });

  it('has no addresses of a member that netplan gives some, as its file of networkd comes before that of netplan', async () => {
    const host = { netplanNames: new Set(['eno1', 'eno2']), netplanAddressed: new Set(['eno1']) };
    const { texts } = await rendered('netplan', bond, { owner: 'net', host });
    expect(texts['/etc/netplan/60-mw-net.yaml']).toMatch(/interfaces:\n\s+- eno2\n/);
    expect(texts['/etc/systemd/network/10-mw-eno1.network']).toMatch(/Bond=bond0\nPrimarySlave=yes/);
    expect(Object.keys(texts).filter((path) => path.includes('eno2'))).toEqual([]);
  });

  it('netplan generates the files that ours are additions to', async () => {
    const host = { netplanNames: new Set(['eno1', 'eno2']) };
    const document = { links: [...bond.links!, ...bridge.links!] };
    const { texts } = await rendered('netplan', document, { owner: 'net', host });
    mkdirSync(join(folder, 'etc/netplan'), { recursive: true });
    const files = {
      '/etc/netplan/01-nics.yaml': 'network: {version: 2, ethernets: {eno1: {}, eno2: {}}}\n',
      '/etc/netplan/60-mw-net.yaml': texts['/etc/netplan/60-mw-net.yaml'] ?? '',
    };
    for (const [path, text] of Object.entries(files))
      writeFileSync(join(folder, path), text, { mode: 0o600 });
    execFileSync('/usr/lib/netplan/generate', ['--root-dir', folder], { stdio: 'pipe' });
    const generated = join(folder, 'run/systemd/network');
    expect(readFileSync(join(generated, '10-netplan-bond0.netdev'), 'utf8')).toMatch(
      /Mode=active-backup\nMIIMonitorSec=100/,
    );
    expect(readFileSync(join(generated, '10-netplan-eno1.network'), 'utf8')).toContain('PrimarySlave=true');
    const additions = Object.keys(texts).flatMap((path) => /\/(10-netplan-[^/]+)\.d\//.exec(path)?.[1] ?? []);
    expect(additions).toEqual(['10-netplan-vlan992.netdev']);
    expect(readdirSync(generated)).toEqual(expect.arrayContaining(additions));
  });
});
