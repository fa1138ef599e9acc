import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { down } from '../../src/lab/down.js';
import { ping } from '../../src/lab/probe.js';
import { memberCommand } from '../../src/lab/run.js';
import { findMarked, runningLab } from '../../src/lab/state.js';
import { status } from '../../src/lab/status.js';
import { up } from '../../src/lab/up.js';
import { ranOn } from '../support/places.js';

const run = promisify(execFile);
const topology = resolve('test/e2e/fixtures/shells.yaml');
const fixture = resolve('test/e2e/fixtures/labUp.ts');

/** What a lab must leave as it found it. */
async function machine() {
  const [links, mounts, runEntries] = await Promise.all([
    run('ip', ['-o', 'link']),
    readFile('/proc/mounts', 'utf8'),
    readdir('/run'),
  ]);
  return {
    links: links.stdout.match(/^\d+: \S+/gm),
    mounts: mounts.split('\n').filter((line) => !line.startsWith('nsfs ')),
    runEntries: runEntries.filter((name) => name !== 'netns'),
  };
}

let root: string;
let directory: string;
let before: Awaited<ReturnType<typeof machine>>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-'));
  directory = join(root, 'shells');
  before = await machine();
  ranOn((await up(topology, { directory })).state);
});

afterAll(async () => {
  await down(directory);
  await rm(root, { recursive: true, force: true });
});

async function ssh(host: string, ...words: string[]): Promise<string> {
  return (await run('ssh', ['-F', join(directory, 'ssh_config'), host, ...words])).stdout.trim();
}

describe('a running lab', () => {
  it('lists every member as running', async () => {
    const found = await status(directory);
    expect(found?.running).toBe(true);
    expect(found?.members.map((member) => member.name)).toEqual([
      'controller',
      'plain',
      'twin',
      'small',
      'korn',
    ]);
  });

  it('is left as it is by a second up, at once', async () => {
    const start = performance.now();
    const again = await up(topology, { directory });
    expect(again.started).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('adds nothing to the links and mounts of the machine', async () => {
    expect(await machine()).toEqual(before);
  });

  it('answers plain ssh under its own name and host key', async () => {
    expect(await ssh('plain', 'hostname')).toBe('plain');
    const keys = (await readFile(join(directory, 'known_hosts'), 'utf8')).trim().split('\n');
    expect(new Set(keys.map((line) => line.split(' ')[2])).size).toBe(4);
  });

  it.each([
    ['plain', 'dash'],
    ['twin', 'bash'],
    ['small', 'busybox'],
    ['korn', 'mksh'],
  ])('gives %s %s as /bin/sh', async (host, shell) => {
    expect(await ssh(host, 'readlink', '/bin/sh')).toBe(shell);
  });

  it('hides python and perl except from a twin host', async () => {
    const look = 'for n in python3 perl; do command -v $n; done; true';
    expect(await ssh('plain', look)).toBe('');
    expect(await ssh('twin', look)).toBe('/usr/bin/python3\n/usr/bin/perl');
  });

  it('replaces the GNU tools by busybox where asked', async () => {
    expect(await ssh('small', 'sed --version 2>&1; readlink -f "$(command -v ls)"')).toMatch(/busybox$/);
    expect(await ssh('plain', 'sed --version')).toMatch(/GNU/);
  });

  it('shows none of the homes, keys and projects of the machine', async () => {
    const shown = await ssh('plain', 'ls -A /root /home /tmp; ls -d /work 2>&1; ls /etc/ssh/ssh_host_*');
    expect(shown).not.toMatch(/rsa|ecdsa|\.bashrc/);
    expect(shown).toContain('/home:\ncarol\ndave');
    const key = await ssh('plain', 'cat /etc/ssh/ssh_host_ed25519_key.pub');
    expect(key).not.toBe(await readFile('/etc/ssh/ssh_host_ed25519_key.pub', 'utf8').catch(() => ''));
  });

  it('writes to the host stay in the host', async () => {
    await ssh('plain', 'echo mine >/etc/lab-was-here; rm /etc/fstab 2>/dev/null; true');
    expect(await ssh('twin', 'ls /etc/lab-was-here 2>/dev/null; true')).toBe('');
    expect(await readdir('/etc')).not.toContain('lab-was-here');
  });

  it('lets a host change the settings of its own network only', async () => {
    expect(
      await ssh('plain', 'echo 1 >/proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward'),
    ).toBe('1');
    expect(await ssh('plain', 'echo 1 >/proc/sys/vm/overcommit_memory 2>/dev/null || echo refused')).toBe(
      'refused',
    );
  });

  it('runs commands from outside in the root directory of the host, not of the machine', async () => {
    const [program = '', ...words] = memberCommand(await runningLab(directory), 'plain', [
      'sh',
      '-c',
      '/bin/pwd; ls',
    ]);
    const [path, ...entries] = (await run(program, words)).stdout.trim().split('\n');
    expect(path).toBe('/');
    expect(entries.join('\n')).toBe(await ssh('plain', 'ls /'));
  });

  it('has users with sudo, with and without a password', async () => {
    expect(await ssh('dave@plain', 'sudo -n id -un')).toBe('root');
    expect(await ssh('carol@plain', 'echo right horse | sudo -S -p "" id -un')).toBe('root');
    await expect(ssh('carol@plain', 'sudo -n true')).rejects.toThrow(/password is required/);
  });

  it('runs apt-get update without a network', async () => {
    expect(await ssh('plain', 'apt-get update -qq && echo done')).toBe('done');
  });

  it("connects hosts and respects the networks' MTU", async () => {
    const state = await runningLab(directory);
    expect(await ping(state, 'plain', '10.1.0.2')).toBe(1);
    expect(await ping(state, 'plain', '10.1.0.2', { payload: 1372, dontFragment: true })).toBe(1);
    expect(await ping(state, 'plain', '10.1.0.2', { payload: 1373, dontFragment: true })).toBe(0);
    expect(await ssh('plain', 'cat /sys/class/net/prv0/mtu')).toBe('1400');
  });

  it('runs commands inside a host, and names the members when one does not exist', async () => {
    const state = await runningLab(directory);
    const [program, ...words] = memberCommand(state, 'small', ['hostname']) as [string, ...string[]];
    expect((await run(program, words)).stdout).toBe('small\n');
    expect(() => memberCommand(state, 'smal', [])).toThrow('has no member "smal"');
  });

  it('writes an inventory that ansible reads', async () => {
    const { stdout } = await run('ansible-inventory', [
      '-i',
      join(directory, 'inventory.yml'),
      '--host',
      'plain',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      ansible_host: '10.255.0.1',
      ansible_user: 'root',
      colour: 'blue',
      ports: [1, 2],
      meshwright_lab: directory,
    });
  });

  it('runs beside a lab of another name on the same addresses', async () => {
    const second = join(root, 'second');
    await up(topology, { directory: second });
    expect((await status(second))?.running).toBe(true);
    await down(second);
    expect(await ssh('plain', 'hostname')).toBe('plain');
  });
});

describe('down', () => {
  it('leaves no process, link, mount or file behind', async () => {
    expect(await down(directory)).toEqual({ stopped: true });
    expect(await findMarked(directory)).toEqual([]);
    expect(await machine()).toEqual(before);
    expect(await readdir(root)).toEqual([]);
  });

  it('does nothing for a lab that is not there', async () => {
    expect(await down(directory)).toEqual({ stopped: false });
  });
});

describe('an interrupted up', () => {
  it.each(['id_ed25519', 'links', 'lab-init.sh', 'log/lab', 'log/plain', 'known_hosts', 'state.json'])(
    'killed once %s exists is cleaned up by the next one',
    async (file) => {
      const child = spawn(process.execPath, ['--import', 'tsx', fixture, topology, directory], {
        stdio: 'ignore',
      });
      while (!existsSync(join(directory, file))) await new Promise((wake) => setTimeout(wake, 1));
      child.kill('SIGKILL');
      await up(topology, { directory });
      expect((await status(directory))?.running).toBe(true);
      // unshare and the first process it starts, for the lab and for each of the four hosts
      // A process that is just executing its next program shows no environment for a moment.
      await expect.poll(() => findMarked(directory)).toHaveLength(10);
      await down(directory);
      expect(await findMarked(directory)).toEqual([]);
      expect(await machine()).toEqual(before);
    },
  );

  it('is cleaned up by down as well', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', fixture, topology, directory], {
      stdio: 'ignore',
    });
    while (!existsSync(join(directory, 'log/plain'))) await new Promise((wake) => setTimeout(wake, 1));
    child.kill('SIGKILL');
    await down(directory);
    expect(await findMarked(directory)).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  });
});

describe('where a lab cannot run, up says so in one sentence', () => {
  const program = ['--import', 'tsx', fixture, topology];

  it('without root', async () => {
    const nobody = [
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      process.execPath,
      ...program,
      '/tmp/no-lab',
    ];
    await expect(run('setpriv', nobody)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: a lab needs root: .*\n {2}fix: run the command with sudo\n$/),
    });
  });

  it('without a program, naming what installs it', async () => {
    const hide = `mount --bind /dev/null /usr/sbin/sshd && exec ${process.execPath} ${program.join(' ')} ${directory}`;
    await expect(run('unshare', ['--mount', 'sh', '-c', hide])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^error: a lab needs sshd, .*\n {2}fix: scripts\/system-packages .*openssh-server/,
      ),
    });
  });
});
