import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type PlainDocument, templateContext } from '../../../../test/support/netFiles.js';
import { netFilesHost } from '../../../../test/support/netFilesHost.js';

const target = netFilesHost();
const { at, run, outcome, files, read, write } = target;

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
    target.host.scripts.length = 0;
    const done = await run(args);
    expect(target.host.scripts).toHaveLength(2);
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
    mkdirSync(at('etc/netplan'));
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
    expect(statSync(at(script)).mode & 0o777).toBe(0o755);
    expect(read(script)).toMatch(/^#!\/bin\/sh\n# meshwright: role=site id=filter sha256=[0-9a-f]{64}\n/);
    write(script, `${read(script)}echo more\n`);
    const done = await run(args);
    expect(done.get('drift')).toEqual([`${script} was changed by hand`]);
    expect(done.get('operations')).toEqual([`change ${script}`]);
    expect(read(script)).not.toContain('echo more');
    const kept = readdirSync(at('lib/meshwright/foreign/etc/meshwright/filter'));
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
    rmSync(at(unit));
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
    rmSync(at(interfaces));
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
    const own = at('interfaces.j2');
    writeFileSync(
      own,
      '{% for device in devices %}# {{ device.name }} of {{ inventory_hostname }}\n{% endfor %}',
    );
    const base = templateContext(target.host);
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
    target.host.scripts.length = 0;
    await expect(run({ renderer: 'ifupdown', ...args })).rejects.toThrow(message);
    expect(target.host.scripts).toEqual([]);
  });
});
