import { renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PlainDocument, templateContext } from '../../../../test/support/netFiles.js';
import { netFilesHost } from '../../../../test/support/netFilesHost.js';
import { fromJs } from '../../../value/convert.js';
import type { Dict } from '../../../value/types.js';
import { netFiles } from './netFiles.js';

const target = netFilesHost();
const { at, run, files, read, write } = target;
const bridge: PlainDocument = { links: [{ name: 'br0', type: 'bridge', state: 'up' }] };

describe.runIf(process.getuid?.() === 0)('a member to which files of others give addresses at boot', () => {
  const links = [{ name: 'eth1', master: 'br0' }, ...bridge.links!];

  it.each([
    [
      'ifupdown',
      [
        'at boot /etc/network/interfaces:2 still gives addresses to eth1, a member of br0: take them out there',
      ],
    ],
    ['networkd', []],
    ['netplan', []],
  ])('has a file of its own that wins over theirs, or is named: %s', async (renderer, warnings) => {
    write('/etc/network/interfaces', 'auto eth1\niface eth1 inet dhcp\n');
    write('/etc/netplan/50-cloud-init.yaml', 'network: {version: 2, ethernets: {eth1: {dhcp4: true}}}\n');
    const raw = fromJs({ owner: 'site', document: { links }, renderer }) as Dict;
    const context = templateContext(target.host, { rawArgs: raw });
    await netFiles.execute(raw, context);
    expect(context.warnings).toEqual(warnings);
    if (renderer !== 'ifupdown')
      expect(read('/etc/systemd/network/10-mw-eth1.network')).toContain('Bridge=br0');
  });
});

describe.runIf(process.getuid?.() === 0)('files of networkd beside those of others', () => {
  const address = { addresses: [{ dev: 'eth1', address: '192.0.2.1/24' }] };
  const base = '/etc/systemd/network/20-mw-eth1.network';
  const common = '/etc/systemd/networkd.conf.d/60-mw.conf';

  it('are additions to the file of one device', async () => {
    write('/etc/systemd/network/05-eth1.network', '[Match]\nName=eth1\n[Network]\nDHCP=yes\n');
    await run({ document: address, renderer: 'networkd' });
    expect(files()).toContain('/etc/systemd/network/05-eth1.network.d/60-mw-site.conf');
    expect(files()).not.toContain(base);
  });

  it.each(['eth1', 'en* eth*'])('win over them for a member, or it is said why not: %s', async (name) => {
    const early = '/etc/systemd/network/05-wired.network';
    const args = { document: { links: [{ name: 'eth1', master: 'br0' }] }, renderer: 'networkd' };
    write(early, `[Match]\nName=${name}\n[Network]\nAddress=192.0.2.7/24\n`);
    expect((await run(args)).get('unsupported')).toEqual([
      'eth1 is configured by 05-wired.network, which networkd takes before 10-mw-eth1.network: remove it, or give it a name behind that one',
    ]);
    renameSync(at(early), at(early.replace('05-', '20-')));
    expect((await run(args)).get('unsupported')).toBeUndefined();
  });

  it('are not written where a file stands for several devices, which is said', async () => {
    write('/etc/systemd/network/05-wired.network', '[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n');
    const done = await run({ document: address, renderer: 'networkd' });
    const sentence =
      'eth1 is configured by 05-wired.network, which is for other devices too; give it a file of its own';
    expect(done.get('unsupported')).toEqual([sentence]);
    expect(files().filter((path) => path.includes('mw-'))).toEqual([]);
  });

  it('share a file for a device that has none, until the last owner leaves', async () => {
    const args = { document: address, renderer: 'networkd' };
    await run(args);
    await run({ ...args, owner: 'other' });
    expect((await run(args)).get('changed')).toBe(false);
    expect(files()).toEqual([base, `${base}.d/60-mw-other.conf`, `${base}.d/60-mw-site.conf`, common]);
    await run({ owner: 'site', state: 'absent' });
    expect(files()).toEqual([base, `${base}.d/60-mw-other.conf`, common]);
    await run({ owner: 'other', state: 'absent' });
    expect(files()).toEqual([]);
  });

  it('give the shared file to the owner that makes the device', async () => {
    const document = { addresses: [{ dev: 'br0', address: '192.0.2.1/24' }] };
    await run({ owner: 'other', document, renderer: 'networkd' });
    await run({ document: bridge, renderer: 'networkd' });
    expect(read('/etc/systemd/network/20-mw-br0.network')).toContain('role=site');
    expect((await run({ owner: 'other', document, renderer: 'networkd' })).get('changed')).toBe(false);
    expect((await run({ document: bridge, renderer: 'networkd' })).get('changed')).toBe(false);
  });
});

describe.runIf(process.getuid?.() === 0)('files of netplan beside those of others', () => {
  const file = (name: string): string => `/etc/netplan/60-mw-${name}.yaml`;
  const dropIn = (device: string, owner: string): string =>
    `/etc/systemd/network/10-netplan-${device}.network.d/60-mw-${owner}.conf`;
  const vlan = { name: 'bond0.5', type: 'vlan', parent: 'bond0', options: { id: 5 }, state: 'up' };
  const apply = (owner: string, document: object) => run({ owner, document, renderer: 'netplan' });

  it('name a device of another role only where netplan has read its file before', async () => {
    await apply('bonding', { links: [{ name: 'bond0', type: 'bond', state: 'up' }] });
    await apply('vlans', { links: [vlan] });
    expect(read(file('vlans'))).toContain('link: bond0');
    const bridge = { name: 'br5', type: 'bridge', state: 'up' };
    const port = { name: 'bond0.5', master: 'br5', state: 'up' };
    await apply('bridges', { links: [bridge, port] });
    expect(read(file('bridges'))).not.toContain('interfaces');
    expect(read(dropIn('bond0.5', 'bridges'))).toContain('Bridge=br5');
    await apply('bridges', { links: [bridge] });
    expect(files()).not.toContain(dropIn('bond0.5', 'bridges'));
    await apply('wires', { links: [bridge, port] });
    expect(read(file('wires'))).toContain('interfaces:\n      - bond0.5\n');
  });

  it.each([
    ['in blocks', 'network:\n  version: 2\n  ethernets:\n    eth1:\n      optional: true\n    eth2: {}\n'],
    ['in one line', 'network: {version: 2, ethernets: {eth1: {optional: true}, "eth2": {}}}\n'],
  ])('name the cards that a file has %s, and nothing else that stands there', async (_way, text) => {
    write('/etc/netplan/01-cards.yaml', text);
    write('/etc/netplan/02-broken.yaml', 'network: [\n');
    const members = ['eth1', 'eth2', 'optional'].map((name) => ({ name, master: 'bond0', state: 'up' }));
    await apply('bonding', { links: [{ name: 'bond0', type: 'bond', state: 'up' }, ...members] });
    expect(read(file('bonding'))).toContain('interfaces:\n      - eth1\n      - eth2\n');
    expect(read(file('bonding'))).not.toContain('optional');
  });

  it('add to what netplan will generate for a device of another role, also before it has', async () => {
    await apply('bonding', { links: [{ name: 'bond0', type: 'bond', state: 'up' }] });
    await apply('vlans', { links: [vlan] });
    const document = { routes: [{ to: 'default', via: '192.0.2.1', dev: 'bond0.5', onlink: true }] };
    await apply('routed', document);
    expect(read(dropIn('bond0.5', 'routed'))).toContain('Gateway=192.0.2.1');
    expect((await apply('routed', document)).get('changed')).toBe(false);
  });
});
