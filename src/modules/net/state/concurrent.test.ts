import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { type NetDocumentText, netArguments } from '../../../../test/support/netDocument.js';
import { NetworkBench, operations } from '../../../../test/support/networkBench.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { netState } from './state.js';

describe.runIf(process.getuid?.() === 0)('a network that others change at the same time', () => {
  let bench: NetworkBench;
  let root: string;
  beforeEach(() => {
    bench = new NetworkBench('both');
    root = mkdtempSync(join(tmpdir(), 'mw-both-'));
  });
  afterEach(() => {
    bench.remove();
    rmSync(root, { recursive: true });
  });

  /** Runs net_state with `ip` replaced: `body` is shell text with the real one as $ip. */
  async function runWithIp(body: string, document: NetDocumentText) {
    const real = execFileSync('sh', ['-c', 'command -v ip'], { encoding: 'utf8' }).trim();
    const records = join(root, 'lib');
    mkdirSync(records);
    writeFileSync(join(root, 'ip'), `#!/bin/sh\nip=${real} root=${root} netns=${bench.netns}\n${body}\n`);
    chmodSync(join(root, 'ip'), 0o755);
    const prefix = privateRecords(records);
    const host = new ShellHost({ prefix, env: { PATH: `${root}:${process.env.PATH}` } });
    const args = { netns: bench.netns, owner: 'test', ...netArguments(document) };
    const { value } = await runModule(netState, args, host);
    return { value, scripts: host.scripts };
  }

  it('is changed by one run after the other, and each does what is left', async () => {
    const guest = (name: string): NetDocumentText => ({
      owner: name,
      links: [
        { name: 'br0', type: 'bridge', state: 'up' },
        { name, type: 'tun', state: 'up', master: 'br0' },
      ],
      rules: [{ priority: 10000, iif: 'br0', table: 993 }],
    });
    const names = ['tap1', 'tap2', 'tap3'];
    const all = await Promise.all(names.map((name) => bench.run(guest(name))));
    expect(all.map((value) => value.get('msg'))).toEqual([undefined, undefined, undefined]);
    const lines = all.flatMap(operations);
    expect(lines.filter((line) => line === 'create bridge br0')).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('create tun '))).toHaveLength(3);
    for (const name of names) expect(operations(await bench.run(guest(name)))).toEqual([]);
    expect((await bench.ledger()).split('\n').find((line) => line.startsWith('link br0\t'))).toMatch(
      /"owners":\[("tap[123]",?){3}\]/,
    );
  });

  it('is reported as unchanged by the run that finds it done', async () => {
    const document = { links: [{ name: 'br0', type: 'bridge', state: 'up' }] };
    await bench.converges(document);
    bench.inside('ip', 'link', 'set', 'br0', 'down');
    const both = await Promise.all([bench.run(document), bench.run(document)]);
    expect(both.map((value) => value.get('msg'))).toEqual([undefined, undefined]);
    expect(both.filter((value) => value.get('changed') === true)).toHaveLength(1);
    expect(both.flatMap(operations)).toEqual(['set br0 up']);
  });

  it('is planned for again when the host has served a guest in the meantime', async () => {
    const served = `case "$*" in
*'netns exec'*)
  [ ! -e "$root/read" ] || [ -e "$root/served" ] || {
    : >"$root/served"
    $ip -n $netns rule add priority 10000 iif eth0 lookup 993
    echo 1 >/var/lib/meshwright/ledger/own-changes
  }
  mkdir -p /var/lib/meshwright/ledger
  : >"$root/read" ;;
esac
exec $ip "$@"`;
    const { value, scripts } = await runWithIp(served, {
      links: [{ name: 'br0', type: 'bridge' }],
      rules: [{ priority: 10000, iif: 'eth0', table: 993 }],
    });
    expect(operations(value)).toEqual(['create bridge br0']);
    expect(scripts).toHaveLength(4);
    expect(bench.inside('ip', 'rule').match(/iif eth0/g)).toHaveLength(1);
  });

  it('is read again when ip says that its answer may be inconsistent', async () => {
    const interrupted = `case "$*" in
*-batch*) [ -e "$root/once" ] || { : >"$root/once"; echo 'Dump was interrupted and may be inconsistent.' >&2; $ip "$@" | head -c 2; echo ']'; exit 0; } ;;
esac
exec $ip "$@"`;
    const { value } = await runWithIp(interrupted, { links: [{ name: 'br0', type: 'bridge' }] });
    expect(operations(value)).toEqual(['create bridge br0']);
    expect(readFileSync(join(root, 'once'), 'utf8')).toBe('');
  });

  it('is given up with a sentence when it never comes to rest', async () => {
    const restless = `case "$*" in *-batch*) echo 'Dump was interrupted and may be inconsistent.' >&2 ;; esac\nexec $ip "$@"`;
    await expect(runWithIp(restless, { links: [{ name: 'br0', type: 'bridge' }] })).rejects.toThrow(
      'the network changed each of the 5 times that it was read',
    );
  });
});
