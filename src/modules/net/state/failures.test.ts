import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { netArguments } from '../../../../test/support/netDocument.js';
import { NetworkBench } from '../../../../test/support/networkBench.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { netState } from './state.js';

describe.runIf(process.getuid?.() === 0)('net_state when something fails', () => {
  let bench: NetworkBench;
  beforeEach(() => {
    bench = new NetworkBench('fail');
  });
  afterEach(() => bench.remove());

  const setting = (value: number | string) => ({ name: 'net.ipv4.ip_default_ttl', value });

  it('still owns what it could not remove, and removes it the next time', async () => {
    await bench.converges({
      links: [{ name: 'old0', type: 'bridge', state: 'up' }],
      sysctls: [setting(77)],
    });
    const broken = await bench.run({ sysctls: [{ name: 'net.ipv4.conf.default.rp_filter', value: 'x' }] });
    expect(broken.get('msg')).toMatch(/^cannot set net.ipv4.conf.default.rp_filter/);
    expect(bench.inside('ip', '-br', 'link')).toContain('old0');
    await bench.converges({});
    expect(bench.inside('ip', '-br', 'link')).not.toContain('old0');
    expect(bench.inside('sysctl', '-n', 'net.ipv4.ip_default_ttl').trim()).toBe('64');
    expect((await bench.ledger()).trim().split('\n')).toHaveLength(1);
  });

  it('does not own what somebody else has made where it failed', async () => {
    const document = {
      links: [
        { name: 'one0', type: 'bridge' },
        { name: 'two0', type: 'bridge', mtu: 70000 },
      ],
    };
    const failed = await bench.run(document);
    expect(failed.get('msg')).toMatch(/^cannot set the MTU of two0 to 70000/);
    expect(await bench.ledger()).toContain('link two0');
    bench.inside('ip', 'link', 'del', 'two0');
    const routes = [{ to: '192.0.2.0/24', via: '198.51.100.1', dev: 'one0' }];
    const unreachable = await bench.run({
      links: [
        { name: 'one0', type: 'bridge', state: 'up' },
        { name: 'two0', type: 'bridge' },
      ],
      routes,
    });
    expect(unreachable.get('msg')).toMatch(/^cannot add route 192.0.2.0\/24/);
    expect(await bench.ledger()).not.toContain('192.0.2.0');
    bench.inside('ip', 'route', 'add', '192.0.2.0/24', 'dev', 'one0');
    await bench.converges({ links: [{ name: 'one0', type: 'bridge', state: 'up' }] });
    expect(bench.inside('ip', 'route')).toContain('192.0.2.0/24');
  });

  it('gives back a port whose old bridge is gone', async () => {
    bench.inside('ip', 'link', 'add', 'br-old', 'type', 'bridge');
    bench.inside('ip', 'link', 'add', 'p0', 'type', 'veth', 'peer', 'name', 'p1');
    bench.inside('ip', 'link', 'set', 'p0', 'master', 'br-old');
    await bench.converges({
      links: [
        { name: 'br-new', type: 'bridge' },
        { name: 'p0', master: 'br-new' },
      ],
    });
    bench.inside('ip', 'link', 'del', 'br-old');
    await bench.converges({});
    expect(bench.inside('ip', 'link', 'show', 'p0')).not.toContain('master');
  });

  it('names the record that it cannot read', async () => {
    await bench.converges({ links: [{ name: 'br0', type: 'bridge' }] });
    const good = await bench.ledger();
    for (const bad of ['something else\n', `${good}link br1\t{"owners":\n`]) {
      await bench.writeLedger(bad);
      const refused = await bench.run({}).catch((error: unknown) => String(error));
      expect(String(refused)).toContain(`/var/lib/meshwright/ledger/objects@${bench.netns}`);
    }
    await bench.writeLedger(good);
    expect(await bench.converges({})).toHaveLength(1);
  });

  it('says that only root can read whose objects are there', async () => {
    const records = mkdtempSync(join(tmpdir(), 'mw-unread-'));
    try {
      chmodSync(records, 0o755);
      mkdirSync(join(records, 'meshwright'), { mode: 0o700 });
      const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
      const host = new ShellHost({ prefix: [...privateRecords(records), ...nobody] });
      const args = netArguments({ links: [{ name: 'mw-none0', type: 'bridge' }] });
      const { value } = await runModule(netState, args, host, { check: true });
      expect(value.get('capabilities')).toContain(
        'the record of what is owned can only be read by root (become: true)',
      );
    } finally {
      rmSync(records, { recursive: true });
    }
  });
});
