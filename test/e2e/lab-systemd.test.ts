import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { down } from '../../src/lab/down.js';
import { memberCommand } from '../../src/lab/run.js';
import { findMarked } from '../../src/lab/state.js';
import { status } from '../../src/lab/status.js';
import { restart } from '../../src/lab/systemd/restart.js';
import { up } from '../../src/lab/up.js';
import { TestLab } from '../support/lab.js';

const run = promisify(execFile);
const topology = 'test/e2e/fixtures/systemd.yaml';
const services = 'test/e2e/fixtures/systemd/services.yml';
const verbs = 'test/e2e/fixtures/systemd/verbs.yml';
const network = 'test/e2e/fixtures/net-files/play.yml';

let lab: TestLab;

beforeAll(async () => {
  lab = await TestLab.start(topology);
});
afterAll(() => lab.stop());

/** What both programs print for the same playbook, each for its own host. */
async function both(...words: string[]): Promise<{ ours: string; theirs: string }> {
  const [ours, theirs] = await Promise.all([
    lab.play(words[0]!, '--limit', 'ours', ...words.slice(1)),
    lab.ansible(words[0]!, '--limit', 'theirs', ...words.slice(1)),
  ]);
  const told = (text: string) =>
    text
      .replaceAll(/\b(ours|theirs)\b/g, 'HOST')
      .replaceAll(/ +/g, ' ')
      .trim();
  return { ours: told(ours.text), theirs: told(theirs.text) };
}

/** What systemd says of the service, and how often it has started and was told to reload. */
function stateOf(host: string): Promise<string> {
  const asked = 'systemctl show counter -p ActiveState,UnitFileState,LoadState,Environment --value';
  return lab.ssh(host, `${asked}; cat /run/counter`);
}

async function inside(host: string, command: string): Promise<string> {
  const [program, ...words] = memberCommand(lab.state, host, ['sh', '-c', command]) as [string, ...string[]];
  return (await run(program, words)).stdout.trim();
}

describe('a host that systemd boots', { timeout: 120_000 }, () => {
  it('is a machine with systemd as its first process and nothing that failed', async () => {
    expect(await lab.ssh('ours', 'cat /proc/1/comm; systemctl is-system-running --wait')).toBe(
      'systemd\nrunning',
    );
    expect(await lab.ssh('plain', 'cat /proc/1/comm')).not.toBe('systemd');
  });

  it('is entered and reported like any other', async () => {
    expect(await inside('ours', 'hostname; cat /proc/1/comm')).toBe('ours\nsystemd');
    expect((await status(lab.state.directory))?.running).toBe(true);
    expect((await up(topology, { directory: lab.state.directory })).started).toBe(false);
  });

  it("shows and changes nothing of this machine's own", async () => {
    // systemd itself makes /root/.ssh at boot
    const look =
      'ls -A / /root /home /opt /srv | grep -vx .ssh | sort -u; cat /etc/shadow /etc/passwd | sha1sum';
    expect(await lab.ssh('networkd', look)).toBe(await lab.ssh('plain', look));
    expect(await lab.ssh('ours', 'ls /etc/systemd/system/multi-user.target.wants')).toBe('ssh.service');
    await expect(lab.ssh('ours', 'echo 1 >/proc/sys/kernel/panic')).rejects.toThrow(/Read-only/);
    await expect(lab.ssh('ours', 'echo 1 >/sys/kernel/mm/ksm/run')).rejects.toThrow(/Read-only/);
    const file = `/usr/written-by-${lab.state.controller.pid}`;
    await lab.ssh('ours', `touch ${file}`);
    expect(existsSync(file)).toBe(false);
  });

  it('has its own links, and may set what /sys has of them', async () => {
    const set = 'ip link add br9 type bridge; echo 300 >/sys/class/net/br9/bridge/forward_delay';
    expect(await lab.ssh('plain', `${set}; cat /sys/class/net/br9/bridge/forward_delay`)).toBe('300');
    expect(await lab.ssh('ours', `${set}; cat /sys/class/net/br9/bridge/forward_delay`)).toBe('300');
  });

  it('runs Open vSwitch as a service', async () => {
    expect(await lab.ssh('switch', 'ovs-vsctl get bridge br-underlay datapath_type')).toBe('netdev');
    expect(await lab.ssh('switch', 'ping -c 1 -W 5 -q 198.18.0.5 | grep -c " 1 received"')).toBe('1');
  });
});

describe('services of such a host', { timeout: 180_000 }, () => {
  it('are what ansible-core makes of them, from the unit file to the handler', async () => {
    const first = await both(services);
    expect(first.ours).toBe(first.theirs);
    expect(first.ours).toMatch(/HOST : ok=9 changed=4 /);
    expect(first.ours).toContain('"manager": "systemd"');
    expect(await stateOf('ours')).toBe(await stateOf('theirs'));
    expect(await stateOf('ours')).toMatch(/^enabled$/m);
  });

  it('stay as they are the second time', async () => {
    const again = await both(services);
    expect(again.ours).toBe(again.theirs);
    expect(again.ours).toMatch(/changed=0 /);
  });

  it('restart with the new text when their unit file changes', async () => {
    const other = await both(services, '-e', 'limit=2000', '--tags', 'unit');
    expect(other.ours).toBe(other.theirs);
    expect(await stateOf('ours')).toBe(await stateOf('theirs'));
    expect((await stateOf('ours')).split('\n').at(-1)).toBe('2000');
  });

  it('obey every verb with the same answer and the same state', async () => {
    const answer = await both(verbs);
    expect(answer.ours).toBe(answer.theirs);
    expect(answer.ours).toMatch(/HOST : .* failed=0 .* ignored=1$/);
    expect(await stateOf('ours')).toBe(await stateOf('theirs'));
  });
});

describe('a restart', { timeout: 180_000 }, () => {
  it('keeps files and enabled services, and loses links that no file has', async () => {
    await lab.ssh('ours', 'systemctl unmask counter; systemctl enable counter; touch /etc/kept /run/lost');
    await restart(lab.state.directory, 'ours');
    const found = await lab.ssh(
      'ours',
      'ls /etc/kept /run/lost 2>&1; systemctl is-active counter; ip -br link',
    );
    expect(found).toMatch(/^\/etc\/kept$/m);
    expect(found).toMatch(/'\/run\/lost': No such file/);
    expect(found).toMatch(/^active$/m);
    expect(found).toMatch(/^eth0@/m);
    expect(found).not.toMatch(/br9/);
  });

  it('is refused for a host without an init', async () => {
    await expect(restart(lab.state.directory, 'plain')).rejects.toThrow(
      '"plain" cannot be restarted: it has no init',
    );
  });

  it('makes networkd bring about the whole network from files alone', async () => {
    await lab.play(network, '--limit', 'networkd', '--tags', 'files');
    await lab.ssh('networkd', 'systemctl enable systemd-networkd 2>&1');
    await restart(lab.state.directory, 'networkd');
    await lab.ssh(
      'networkd',
      'timeout 60 sh -c "until networkctl status mv1 | grep -qe routable -e degraded; do sleep 0.3; done"',
    );
    const check = await lab.play(network, '--limit', 'networkd', '--tags', 'state', '--check');
    expect(check.text).toContain('"msg": "differs: []"');
    expect(check.changes).toBe(0);
  });

  it('has the unit of routed_network replay what it declares', async () => {
    const variables = {
      routed_network_verify: false,
      routed_network_manage_packages: false,
      routed_network_renderer: 'networkd',
      routed_network_hooks: 'networkd',
    };
    const words = [
      'playbooks/routed-network.yaml',
      '--limit',
      'routed',
      '-e',
      JSON.stringify(variables),
    ] as const;
    await lab.ssh('routed', 'systemctl enable --now systemd-networkd 2>&1');
    expect((await lab.play(...words)).status).toBe(0);
    const unit = 'systemctl is-enabled meshwright-routed; systemctl is-active meshwright-routed';
    expect(await lab.ssh('routed', unit)).toBe('enabled\nactive');
    await restart(lab.state.directory, 'routed');
    await lab.ssh(
      'routed',
      'timeout 30 sh -c "until ip route show table 993 proto 109 2>&1 | grep -q default; do sleep 0.3; done"',
    );
    expect(await lab.ssh('routed', `${unit}; nft list tables; ip rule`)).toMatch(
      /^enabled\nactive\n[\s\S]*table inet mw_routed\n[\s\S]*iif vlan993 /,
    );
    const check = await lab.play(...words, '--check');
    expect(check.status).toBe(0);
    expect(check.changes).toBe(0);
  });
});

describe('the end of such a lab', { timeout: 120_000 }, () => {
  it('leaves no process and no control group, also after a crash', async () => {
    const { directory, controller, hosts } = lab.state;
    const groups = (await readFile(join(directory, 'control-groups'), 'utf8')).trim().split('\n');
    expect(groups.map(existsSync)).not.toContain(false);
    process.kill(controller.pid, 'SIGKILL');
    await down(directory);
    expect(await findMarked(directory)).toEqual([]);
    expect(groups.map(existsSync)).not.toContain(true);
    for (const { pid } of Object.values(hosts)) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
