import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberCommand } from '../../src/lab/run.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'test/e2e/fixtures/ssh-mesh-play.yaml';
const FOREIGN = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDQ8nzDrC0VXcuOgVnPQ1lWEKbJ1bnRTjrb3tUYnvC2e alice@desk';
const NODES = ['one', 'two', 'three'] as const;
const address = { one: '10.255.0.1', two: '10.255.0.2', three: '10.255.0.3', abroad: '10.255.0.4' };
type Host = keyof typeof address;

let lab: TestLab;
let predicted: PlayOutput;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/ssh-mesh.yaml');
  await lab.ssh('one', `mkdir -m 700 /root/.ssh; umask 077; echo '${FOREIGN}' > /root/.ssh/authorized_keys`);
  predicted = await lab.play(playbook, '--check');
  first = await lab.play(playbook);
});
afterAll(() => lab.stop());

/** Logs in from one host to another without anybody there; tells the name of who answered, or why nobody did. */
function login(from: Host, to: Host, ...options: string[]): Promise<string> {
  const words = [...options, '-o BatchMode=yes', '-o StrictHostKeyChecking=yes', '-o ConnectTimeout=5'];
  return lab.ssh(from, `ssh -n ${words.join(' ')} ${address[to]} hostname 2>&1 || true`);
}

const exclude = (...hosts: string[]): string[] => ['-e', JSON.stringify({ ssh_mesh_exclude: hosts })];
const authorized = (host: Host): Promise<string> => lab.ssh(host, 'cat /root/.ssh/authorized_keys');
const known = (host: Host): Promise<string> => lab.ssh(host, 'cat /etc/ssh/ssh_known_hosts');

/** Runs a command on a host past its sshd. */
async function within(host: string, command: string): Promise<void> {
  const [program, ...words] = memberCommand(lab.state, host, ['sh', '-c', command]);
  await promisify(execFile)(program!, words);
}

describe('the first run', () => {
  it('has been foretold, and succeeds', () => {
    expect([predicted.status, first.status, first.changes > 0]).toEqual([0, 0, true]);
  });

  it('lets every node of a data centre log in to every other one', async () => {
    for (const from of NODES) for (const to of NODES) if (from !== to) expect(await login(from, to)).toBe(to);
  });

  it('lets nobody of another data centre in', async () => {
    expect(await login('abroad', 'one')).toContain('Host key verification failed');
    expect(await login('abroad', 'one', '-o StrictHostKeyChecking=no')).toContain('Permission denied');
  });

  it('binds keys to the addresses of their nodes', async () => {
    const elsewhere = '-b 10.254.0.1 -o HostKeyAlias=10.255.0.2 -o HostName=10.254.0.2';
    expect(await login('one', 'two', elsewhere)).toContain('Permission denied');
  });

  it('leaves lines of others alone, and private keys on their nodes', async () => {
    expect(await authorized('one')).toMatch(new RegExp(`^${FOREIGN}\n# BEGIN meshwright`));
    expect(first.text).not.toContain('PRIVATE KEY');
    expect(await lab.ssh('one', 'stat -c "%a %U" /root/.ssh/id_ed25519')).toBe('600 root');
  });
});

describe('afterwards', () => {
  it('a second run changes nothing', async () => {
    const again = await lab.play(playbook);
    expect([again.status, again.changes]).toEqual([0, 0]);
  });

  it('the check names what somebody has changed', async () => {
    await lab.ssh('two', "sed -i '/mw:one$/d' /root/.ssh/authorized_keys; chmod g+w /root/.ssh");
    const { status, text } = await lab.meshwright('verify', playbook);
    expect(status).not.toBe(0);
    expect(text).toContain('two does not let one in as it should');
    expect(text).toContain('/root/.ssh has the mode drwx-w----');
    expect((await lab.play(playbook)).status).toBe(0);
    expect((await lab.meshwright('verify', playbook)).status).toBe(0);
  });
});

describe('a key that nodes cannot log in with', () => {
  const key = '/root/.ssh/id_ed25519';
  it.each([
    ['a mode that ssh refuses', `chmod 644 ${key}`, 'bad permissions', `chmod 600 ${key}`],
    [
      'a passphrase',
      `ssh-keygen -q -p -P '' -N secret -f ${key}`,
      'incorrect passphrase',
      `ssh-keygen -q -p -P secret -N '' -f ${key}`,
    ],
  ])('is named with its cause: %s', async (_, spoil, cause, mend) => {
    await lab.ssh('two', spoil);
    const { status, changes, text } = await lab.play(playbook, '--limit', 'two');
    await lab.ssh('two', mend);
    expect([status, changes]).toEqual([2, 0]);
    expect(text).toMatch(new RegExp(`root of two has a key that nobody can log in with.*${cause}`));
  });

  it('is one on a node without ssh-keygen, which is said before anything is changed', async () => {
    await lab.ssh('two', 'mv /usr/bin/ssh-keygen /usr/bin/ssh-keygen.away');
    const { status, changes, text } = await lab.play(playbook, '--limit', 'two');
    await lab.ssh('two', 'mv /usr/bin/ssh-keygen.away /usr/bin/ssh-keygen');
    expect([status, changes]).toEqual([2, 0]);
    expect(text).toContain('two has no ssh-keygen: install openssh-client, or set ssh_mesh_manage_packages');
  });
});

describe('host keys under hashed names', () => {
  const hashed = ['-e', '{"ssh_mesh_hash_known_hosts": true}'];
  const find = (host: Host, name: string): Promise<string> =>
    lab.ssh(host, `ssh-keygen -F ${name} -f /etc/ssh/ssh_known_hosts || :`);

  it('tell nobody who the peers are, and serve as those in clear', async () => {
    const { status, text } = await lab.play(playbook, ...hashed);
    expect(status, text).toBe(0);
    expect(await known('one')).not.toMatch(/two|three|10\.255/);
    for (const name of ['two', address.two]) expect(await find('one', name)).toContain('found: line');
    expect(await login('one', 'two')).toBe('two');
    expect((await lab.play(playbook, ...hashed)).changes).toBe(0);
    expect((await lab.meshwright('verify', playbook, ...hashed)).status).toBe(0);
  });

  it('go when their node leaves, and another key under them is refused', async () => {
    expect((await lab.play(playbook, ...hashed, ...exclude('two'))).status).toBe(0);
    for (const name of ['two', address.two]) expect(await find('one', name)).toBe('');
    expect(await login('one', 'three')).toBe('three');
    expect((await lab.play(playbook, ...hashed)).status).toBe(0);
    const other = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ7xZ0YtqO9m1Vt3S0vJcXBzVbbkSsNTJz6C4wN0r1sE';
    const [, , key] = (await find('one', 'two')).split('\n')[1]!.split(' ');
    await lab.ssh('one', `sed -i 's#${key}#${other}#' /etc/ssh/ssh_known_hosts`);
    const refused = await lab.play(playbook, ...hashed);
    expect([refused.status, refused.changes]).toEqual([2, 0]);
    expect(refused.text).toContain('is not the one that one knows');
    await lab.ssh('one', `sed -i 's#${other}#${key}#' /etc/ssh/ssh_known_hosts`);
  });

  it('come back in clear, also when another program has hashed the file', async () => {
    await lab.ssh('one', 'ssh-keygen -q -H -f /etc/ssh/ssh_known_hosts; rm /etc/ssh/ssh_known_hosts.old');
    expect((await lab.play(playbook)).status).toBe(0);
    expect(await known('one')).toMatch(/^two,10\.255\.0\.2 .* mw:two$/m);
    expect((await lab.play(playbook)).changes).toBe(0);
  });
});

describe('what is declared more narrowly', () => {
  const pairs = (...more: object[]): string[] => [
    '-e',
    JSON.stringify({
      ssh_mesh_scope: 'pairs',
      ssh_mesh_pairs: [{ from: 'one', to: 'two' }, ...more],
      ssh_mesh_restrict: { from: true, no_pty: true, command: 'echo "forced"' },
    }),
  ];

  it('lets one way in, and a forced command run in place of any other', async () => {
    const { status, text } = await lab.play(playbook, ...pairs());
    expect(status, text).toBe(0);
    expect(await login('one', 'two')).toBe('forced');
    for (const [from, to] of [
      ['two', 'one'],
      ['one', 'three'],
    ] as const)
      expect(
        await login(from, to, '-o StrictHostKeyChecking=no', '-o UserKnownHostsFile=/dev/null'),
      ).toContain('Permission denied');
    expect((await lab.play(playbook, ...pairs())).changes).toBe(0);
  });

  it('goes both ways where it is said, and across data centres', async () => {
    const { status, text } = await lab.play(playbook, ...pairs({ from: 'two', to: 'abroad', both: true }));
    expect(status, text).toBe(0);
    expect([await login('two', 'abroad'), await login('abroad', 'two')]).toEqual(['forced', 'forced']);
  });

  it('may be another user with keys of another type', async () => {
    for (const host of NODES) await within(host, 'useradd -m -s /bin/sh -p "*" mover');
    const words = ['-e', '{"ssh_mesh_user": "mover", "ssh_mesh_key_type": "ecdsa"}', '--limit', NODES.join()];
    const { status, text } = await lab.play(playbook, ...words);
    expect(status, text).toBe(0);
    const as = `su -s /bin/sh mover -c 'ssh -n -o BatchMode=yes -o StrictHostKeyChecking=yes mover@two id -un'`;
    expect(await lab.ssh('one', as)).toBe('mover');
    expect((await lab.play(playbook, ...words)).changes).toBe(0);
    expect((await lab.play(playbook, ...words, '-e', 'ssh_mesh_state=absent')).status).toBe(0);
    expect((await lab.play(playbook)).status).toBe(0);
    expect(await login('one', 'two')).toBe('two');
  });
});

describe('a host key that was replaced', () => {
  it('is refused by the peers and by the controller', async () => {
    const key = '/etc/ssh/ssh_host_ed25519_key';
    await within(
      'two',
      `rm ${key}*; ssh-keygen -q -t ed25519 -N '' -f ${key}; kill -HUP $(cat /run/sshd.pid)`,
    );
    await expect.poll(() => login('one', 'two')).toContain('Host key verification failed');
    const { status, text } = await lab.play(playbook);
    expect(status).not.toBe(0);
    expect(text).toMatch(/two\]: UNREACHABLE/);
    expect(await login('one', 'three')).toBe('three');
  });

  it('is an error even where the controller knows it, unless the host is said to be new', async () => {
    const file = join(lab.state.directory, 'known_hosts');
    const [program, ...words] = memberCommand(lab.state, 'two', ['cat', '/etc/ssh/ssh_host_ed25519_key.pub']);
    const { stdout } = await promisify(execFile)(program!, words);
    const lines = (await readFile(file, 'utf8')).split('\n').map((line) => {
      const [names, ...rest] = line.split(' ');
      return /(?:^|,|\[)(?:two|10\.255\.0\.2)/.test(names!)
        ? `${names} ${stdout.trim()}`
        : [names, ...rest].join(' ');
    });
    await writeFile(file, lines.join('\n'));
    const before = await known('one');
    const refused = await lab.play(playbook);
    expect(refused.text).toContain('the host key of two (ssh-ed25519) is not the one that one knows');
    expect([refused.status, refused.changes, await known('one')]).toEqual([2, 0, before]);
    const accepted = await lab.play(playbook, '-e', '{"ssh_mesh_accept_new_hostkey": ["two"]}');
    expect(accepted.status).toBe(0);
    expect(await login('one', 'two')).toBe('two');
  });
});

describe('a node that leaves', () => {
  it('is trusted by none that can be reached, and the others are named', async () => {
    await within('three', 'kill $(cat /run/sshd.pid)');
    const { status, text } = await lab.play(playbook, ...exclude('two'));
    expect(status).toBe(4);
    expect(text).toContain('three could not be reached and still trusts two');
    expect(await authorized('one')).not.toContain('mw:two');
    expect(await authorized('one')).toContain('mw:three');
    expect(await known('one')).not.toContain('mw:two');
    expect(await login('two', 'one', '-o StrictHostKeyChecking=no')).toContain('Permission denied');
    await within('three', '/usr/sbin/sshd');
    expect(await authorized('three')).toContain('mw:two');
    expect((await lab.play(playbook, ...exclude('two'))).status).toBe(0);
    expect(await authorized('three')).not.toContain('mw:two');
    expect(await login('one', 'three')).toBe('three');
  });
});

describe('absent', () => {
  it('removes keys and lines of the role, and nothing else', async () => {
    expect((await lab.play(playbook, '-e', 'ssh_mesh_state=absent')).status).toBe(0);
    expect(await authorized('one')).toBe(FOREIGN);
    expect(await known('one')).toBe('');
    expect(await lab.ssh('one', 'ls /root/.ssh')).toBe('authorized_keys');
    const again = await lab.play(playbook, '-e', 'ssh_mesh_state=absent');
    expect([again.status, again.changes]).toEqual([0, 0]);
  });
});
