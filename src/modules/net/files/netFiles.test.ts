import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShellHost } from '../../../../test/support/moduleContext.js';
import { type PlainDocument, templateContext } from '../../../../test/support/netFiles.js';
import type { ModuleContext, ModuleOutcome } from '../../../module/types.js';
import { fromJs } from '../../../value/convert.js';
import type { Dict } from '../../../value/types.js';
import { netFiles } from './netFiles.js';

let root: string;
let host: ShellHost;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mw-files-'));
  for (const name of ['etc', 'lib']) mkdirSync(join(root, name));
  const mounts =
    'mount --bind "$0/etc" /etc && mount --bind "$0/lib" /var/lib && mount -t tmpfs none /run && exec "$@"';
  host = new ShellHost({ prefix: ['unshare', '-m', 'sh', '-c', mounts, root] });
});
afterEach(() => rmSync(root, { recursive: true }));

async function outcome(args: object, overrides: Partial<ModuleContext> = {}): Promise<ModuleOutcome> {
  const raw = fromJs({ owner: 'site', ...args }) as Dict;
  return netFiles.execute(raw, templateContext(host, { rawArgs: raw, ...overrides }));
}

async function run(args: object, overrides: Partial<ModuleContext> = {}): Promise<Dict> {
  return (await outcome(args, overrides)).value;
}

/** Paths below /etc that are no folders. */
function files(): string[] {
  const entries = readdirSync(join(root, 'etc'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const bridge: PlainDocument = { links: [{ name: 'br0', type: 'bridge', state: 'up' }] };
const filters: PlainDocument = {
  chains: [{ tool: 'iptables', name: 'MW-X', rules: [['-j', 'RETURN']], jumps: [{ from: 'INPUT' }] }],
};
const interfaces = '/etc/network/interfaces.d/60-mw-br0';

describe.runIf(process.getuid?.() === 0)('net_files', () => {
  it('says in check mode what it then does, in two frames, and does nothing twice', async () => {
    const args = { document: bridge, renderer: 'ifupdown' };
    const planned = await run(args, { check: true });
    expect(planned.get('operations')).toEqual([`create ${interfaces}`]);
    expect(files()).toEqual([]);
    host.scripts.length = 0;
    const done = await run(args);
    expect(host.scripts).toHaveLength(2);
    expect(done.get('operations')).toEqual(planned.get('operations'));
    expect(done.get('files')).toEqual([interfaces]);
    const again = await run(args);
    expect([again.get('changed'), again.get('operations')]).toEqual([false, []]);
  });

  it('shows each file in the diff', async () => {
    const { diffs } = await outcome({ document: bridge, renderer: 'ifupdown' }, { check: true, diff: true });
    expect(diffs).toHaveLength(1);
    expect(diffs[0]).toMatchObject({ before: '', beforeHeader: interfaces, afterHeader: interfaces });
    await run({ document: bridge, renderer: 'ifupdown' });
    const removed = await outcome({ state: 'absent' }, { check: true, diff: true });
    expect(removed.diffs[0]).toMatchObject({ before: read(interfaces), after: '' });
  });

  it('takes ifupdown where nothing else is in use, and netplan only with files of its own', async () => {
    mkdirSync(join(root, 'etc/netplan'));
    expect((await run({ document: bridge })).get('renderer')).toBe('ifupdown');
    write('/etc/netplan/01-base.yaml', 'network:\n  ethernets:\n    eth0: {}\n');
    expect((await run({ document: bridge })).get('renderer')).toBe('netplan');
    expect(files()).not.toContain(interfaces);
  });

  it('writes nothing with the renderer none', async () => {
    expect((await run({ document: bridge, renderer: 'none' })).get('changed')).toBe(false);
    expect(files()).toEqual([]);
  });

  it('restores the mode and the text of its files, and keeps what people made of them', async () => {
    const args = { document: filters, renderer: 'networkd' };
    await run(args);
    const script = '/etc/meshwright/filter/mw-site';
    expect(statSync(join(root, script)).mode & 0o777).toBe(0o755);
    expect(read(script)).toMatch(/^#!\/bin\/sh\n# meshwright: role=site id=filter sha256=[0-9a-f]{64}\n/);
    write(script, `${read(script)}echo more\n`);
    const done = await run(args);
    expect(done.get('drift')).toEqual([`${script} was changed by hand`]);
    expect(done.get('operations')).toEqual([`change ${script}`]);
    expect(read(script)).not.toContain('echo more');
    const kept = readdirSync(join(root, 'lib/meshwright/foreign/etc/meshwright/filter'));
    expect(kept).toHaveLength(1);
    expect((await run(args)).get('drift')).toBeUndefined();
  });

  it('enables the unit that loads filters, and removes both with the document', async () => {
    await run({ document: filters, renderer: 'networkd' });
    const link = '/etc/systemd/system/multi-user.target.wants/mw-site-filter.service';
    expect(files()).toContain(link);
    const gone = await run({ document: {}, renderer: 'networkd' });
    expect(gone.get('operations')).toContain(`remove ${link}`);
    expect(files()).toEqual([]);
  });

  it('repairs what is half there: a link without its unit, a unit with a typing error', async () => {
    const args = { document: filters, renderer: 'networkd' };
    await run(args);
    const unit = '/etc/systemd/system/mw-site-filter.service';
    rmSync(join(root, unit));
    expect((await run(args)).get('operations')).toEqual([`create ${unit}`]);
    write(unit, read(unit).replace('[Install]', '[Instal]'));
    expect((await run(args)).get('drift')).toEqual([`${unit} was changed by hand`]);
    expect((await run(args)).get('changed')).toBe(false);
  });

  it('does not put a netplan file in place with which netplan would make no network at all', async () => {
    const theirs = '/etc/netplan/01-base.yaml';
    write(theirs, 'network: {version: 2, ethernets: {br0: {}}}\n');
    const args = { document: bridge, renderer: 'netplan' };
    expect((await run(args)).get('msg')).toMatch(
      /^the files cannot be written: .*\/etc\/netplan\/60-mw-site\.yaml:\d+:\d+.*br0.*changes device type/s,
    );
    expect(files()).toEqual([theirs]);
    write(theirs, 'network: {version: 2, ethernets: {eth0: {}}}\n');
    expect((await run(args)).get('changed')).toBe(true);
    expect(files()).toContain('/etc/netplan/60-mw-site.yaml');
  });

  it('refuses files that it did not write, and those of other owners', async () => {
    write(interfaces, 'auto br0\n');
    const args = { document: bridge, renderer: 'ifupdown' };
    expect((await run(args)).get('msg')).toBe(
      `${interfaces} was not written by this program; move it away first`,
    );
    expect(read(interfaces)).toBe('auto br0\n');
    rmSync(join(root, interfaces));
    await run(args);
    expect((await run({ ...args, owner: 'other' })).get('msg')).toBe(`${interfaces} belongs to site`);
    expect((await run({ owner: 'other', state: 'absent' })).get('changed')).toBe(false);
    expect(files()).toEqual([interfaces]);
  });

  it('lists with purge: report what is no longer declared, and keeps it', async () => {
    await run({ document: bridge, renderer: 'ifupdown' });
    const reported = await run({ document: {}, renderer: 'ifupdown', purge: 'report' });
    expect([reported.get('changed'), reported.get('drift')]).toEqual([
      false,
      [`${interfaces} is no longer declared`],
    ]);
    const kept = await run({ document: {}, renderer: 'ifupdown', purge: 'none' });
    expect([kept.get('changed'), kept.get('drift')]).toEqual([false, undefined]);
    await run({ document: {}, renderer: 'ifupdown' });
    expect(files()).toEqual([]);
  });

  it('follows a host that changes its renderer', async () => {
    await run({ document: bridge, renderer: 'ifupdown' });
    const done = await run({ document: bridge, renderer: 'networkd' });
    expect(done.get('operations')).toContain(`remove ${interfaces}`);
    expect(files().every((path) => path.startsWith('/etc/systemd/'))).toBe(true);
  });

  it('lets a template of the playbook win', async () => {
    const own = join(root, 'interfaces.j2');
    writeFileSync(
      own,
      '{% for device in devices %}# {{ device.name }} of {{ inventory_hostname }}\n{% endfor %}',
    );
    const base = templateContext(host);
    const overrides = {
      files: { ...base.files, find: async () => own },
      scope: { ...base.scope, get: () => 'host1', has: (name: string) => name === 'inventory_hostname' },
    };
    await run({ document: bridge, renderer: 'ifupdown' }, overrides);
    expect(read(interfaces)).toMatch(/\n# br0 of host1\n$/);
  });

  it.each([
    [{ document: { link: [] } }, 'document.link: is not a section of a network document'],
    [{ document: { links: 'br0' } }, 'document.links: must be a list'],
    [
      { document: { links: [{ name: 'br0', alias: 'a\nb' }] } },
      'links[0].alias: "a\\nb" cannot be given to ip',
    ],
    [{ hooks: [{ dev: 'br0', up: 'x' }] }, 'hooks[0].down: must be a line of text'],
    [{ document: { links: [{ name: 'a;b' }] } }, 'links[0].name: "a;b" means something else to programs'],
    [{ document: { links: [{ name: 'v0', type: 'veth', peer: 'a*' }] } }, 'links[0].peer: "a*" means'],
    [
      { document: { addresses: [{ dev: 'br0', address: '192.0.2.1/24', label: '$(id)' }] } },
      'addresses[0].label: "$(id)" means',
    ],
    [{ document: { rules: [{ priority: 9, iif: 'a?', table: 5 }] } }, 'rules[0].iif: "a?" means'],
    [
      { after: ['a.service\nExecStart=/bin/x'] },
      'after[0]: "a.service\\nExecStart=/bin/x" is no name of a unit',
    ],
    [{ after: ['openvswitch'] }, 'after[0]: "openvswitch" is no name of a unit'],
  ])('refuses %j before the host is asked', async (args, message) => {
    host.scripts.length = 0;
    await expect(run({ renderer: 'ifupdown', ...args })).rejects.toThrow(message);
    expect(host.scripts).toEqual([]);
  });
});

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
    const context = templateContext(host, { rawArgs: raw });
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
    renameSync(join(root, early), join(root, early.replace('05-', '20-')));
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
