import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moduleContext, ShellHost } from '../../../../test/support/moduleContext.js';
import { type Renderer, renderers } from '../../../net/render/file.js';
import { requirementsOf } from '../../../net/render/requirements.js';
import { fromJs } from '../../../value/convert.js';
import type { Dict } from '../../../value/types.js';
import { netRenderer } from './netRenderer.js';

let root: string;
let host: ShellHost;

/** The places of all programs are empty but for those that a test puts there. */
const covered = ['/etc', '/usr/lib/systemd', '/usr/lib/netplan', '/usr/sbin'];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mw-renderer-'));
  for (const place of covered) mkdirSync(join(root, place), { recursive: true });
  const mounts = [
    ...covered.map((place) => `mount --bind "$0${place}" ${place}`),
    'mount -t tmpfs none /run',
  ];
  host = new ShellHost({
    prefix: ['unshare', '-m', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, root],
  });
});
afterEach(() => rmSync(root, { recursive: true }));

function install(path: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), '');
}

async function ask(args: object): Promise<Dict> {
  const raw = fromJs(args) as Dict;
  return (await netRenderer.execute(raw, moduleContext(host, { rawArgs: raw }))).value;
}

describe.runIf(process.getuid?.() === 0)('net_renderer', () => {
  it('names each program that is missing, with its package', async () => {
    const answer = await ask({ renderer: 'ifupdown', types: ['bond', 'bridge', 'vlan', 'vxlan', 'bond'] });
    expect(answer.get('packages')).toEqual(['ifupdown', 'ifenslave', 'bridge-utils', 'vlan']);
    expect(answer.get('missing')).toContain('ifupdown makes bonds with ifenslave, which is not installed');
    expect([answer.get('failed'), answer.get('changed')]).toEqual([undefined, false]);
  });

  it('fails with these sentences when they are required', async () => {
    install('/usr/sbin/ifup');
    install('/etc/network/if-pre-up.d/ifenslave');
    const answer = await ask({ renderer: 'ifupdown', types: ['bond', 'vlan'], required: true });
    expect(answer.get('msg')).toBe('ifupdown makes VLANs with vlan, which is not installed');
  });

  it('answers what auto means, and asks only about that', async () => {
    install('/usr/sbin/ifup');
    const answer = await ask({ types: ['veth'], required: true });
    expect([answer.get('renderer'), answer.get('missing')]).toEqual(['ifupdown', []]);
  });

  it.each(renderers)('is content where all programs of %s are there', async (renderer: Renderer) => {
    const types = ['bond', 'bridge', 'vlan'];
    for (const { paths } of requirementsOf(renderer, types)) install(paths[0]!);
    expect((await ask({ renderer, types, required: true })).get('msg')).toBeUndefined();
  });

  it('needs nothing where no file is written', async () => {
    expect((await ask({ renderer: 'none', types: ['bond'], required: true })).get('renderer')).toBe('none');
    expect(host.scripts).toEqual([]);
  });
});
