import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab } from '../support/faultLab.js';
import { failed, recap, unreachable } from '../support/playText.js';
import { newKey } from '../support/sshd.js';

const playbook = (name: string) => `test/e2e/faults/${name}.yml`;
const short = playbook('short');

let lab: FaultLab;
beforeAll(async () => {
  lab = await FaultLab.start('test/e2e/faults/lab.yaml');
});
afterAll(() => lab?.stop());

describe('a host that cannot be reached', () => {
  it('is UNREACHABLE in one line that says why, and the others go on', async () => {
    const inventory = await lab.inventory({
      alpha: {},
      nobody: { ansible_host: '10.255.0.99' },
      shut: { ansible_host: '10.255.0.2', ansible_port: 2222 },
      unknown: { ansible_host: 'no-such-host.invalid' },
    });
    const { status, text } = await lab.play(inventory, short);
    expect(unreachable(text, 'nobody')).toMatch(
      /^Failed to connect to the host via ssh: connect to host 10\.255\.0\.99 port 22: (No route to host|Connection timed out)$/,
    );
    expect(unreachable(text, 'shut')).toMatch(/connect to host 10\.255\.0\.2 port 2222: Connection refused$/);
    expect(unreachable(text, 'unknown')).toMatch(/Could not resolve hostname no-such-host\.invalid: /);
    expect(recap(text, 'alpha')).toMatchObject({ ok: 2, unreachable: 0 });
    expect(recap(text, 'nobody')).toMatchObject({ ok: 0, unreachable: 1 });
    expect(status).toBe(4);
    expect(await lab.left('alpha', 'beta')).toEqual([]);
  });
});

describe('a login that is refused', () => {
  it('names user, host and port and what was tried', async () => {
    const key = newKey(lab.folder, 'stranger');
    const inventory = await lab.inventory({
      alpha: { ansible_ssh_private_key_file: key },
      beta: { ansible_ssh_private_key_file: join(lab.folder, 'missing') },
    });
    const { status, text } = await lab.play(inventory, short);
    expect(unreachable(text, 'alpha')).toBe(
      `Failed to connect to the host via ssh: root@10.255.0.1:22: Permission denied (publickey,password); tried key ${key}`,
    );
    expect(unreachable(text, 'beta')).toContain(`root@10.255.0.2:22: Permission denied`);
    expect(unreachable(text, 'beta')).toContain(`${join(lab.folder, 'missing')} does not exist`);
    expect(status).toBe(4);
    expect(await lab.left('alpha', 'beta')).toEqual([]);
  });
});

describe('host keys', () => {
  it('that have changed are refused, naming file and line of the old one', async () => {
    const lines = (await readFile(lab.labFile('known_hosts'), 'utf8')).trim().split('\n');
    const at = lines.findIndex((line) => line.startsWith('10.255.0.1,'));
    const other = lines.find((line) => line.startsWith('10.255.0.2,'))!;
    lines[at] = other.replace(/^\S+/, '10.255.0.1');
    const known = await lab.file('changed_hosts', `# a comment\n${lines.join('\n')}\n`);
    const { status, text } = await lab.play(await lab.inventory({ alpha: {}, beta: {} }, known), short);
    const message = unreachable(text, 'alpha');
    expect(message).toMatch(/root@10\.255\.0\.1:22: Host key verification failed: the host key has changed/);
    expect(message).toMatch(new RegExp(`SHA256:\\S+ is not the one in ${known}:${at + 2}$`));
    expect(recap(text, 'beta')).toMatchObject({ ok: 2 });
    expect(status).toBe(4);
    expect(await lab.left('alpha')).toEqual([]);

    const trusting = await lab.inventory({ alpha: {} }, known);
    expect((await lab.play(trusting, short, '--accept-new-host-keys')).status).toBe(4);
  });

  it('that are new are refused, and recorded when the user says so', async () => {
    const known = await lab.file('new_hosts', '');
    const inventory = await lab.inventory({ alpha: {}, beta: {} }, known);
    const refused = await lab.play(inventory, short);
    expect(unreachable(refused.text, 'alpha')).toMatch(
      /root@10\.255\.0\.1:22: Host key verification failed: no host key is known for 10\.255\.0\.1 \(offered: ED25519 key SHA256:\S+\)$/,
    );
    expect(refused.status).toBe(4);
    expect(await readFile(known, 'utf8')).toBe('');

    expect((await lab.play(inventory, short, '--accept-new-host-keys')).status).toBe(0);
    const recorded = (await readFile(known, 'utf8')).trim().split('\n').sort();
    const real = (await readFile(lab.labFile('known_hosts'), 'utf8')).split('\n');
    expect(recorded).toEqual(real.slice(0, 2).map((line) => line.replace(/,\S+/, '')));
    expect((await lab.play(inventory, short)).status).toBe(0);
    expect(await lab.left('alpha', 'beta')).toEqual([]);
  });
});

describe('a full disk', () => {
  beforeAll(async () => {
    await lab.inside('alpha', 'mount -t tmpfs -o size=128k tmpfs /mnt && echo old >/mnt/old');
  });

  it.each([
    { lines: 4_000, size: 'that goes through the session' },
    { lines: 20_000, size: 'that has a channel of its own' },
  ])('fails a write $size, leaving the old file and no other', async ({ lines }) => {
    const inventory = await lab.inventory({ alpha: { lines, name: 'old' }, beta: { lines, name: 'whole' } });
    const { status, text } = await lab.play(inventory, playbook('full'));
    expect(failed(text, 'alpha')).toMatch(/^could not write \/mnt\/old: .*No space left on device/);
    expect(recap(text, 'alpha')).toMatchObject({ failed: 1, unreachable: 0 });
    expect(recap(text, 'beta')).toMatchObject({ changed: 1, failed: 0 });
    expect(status).toBe(2);
    expect(await lab.inside('alpha', 'cat /mnt/old; ls -A /mnt')).toBe('old\nold');
    expect(await lab.left('alpha')).toEqual([]);
  });
});
