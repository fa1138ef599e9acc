import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab } from '../support/faultLab.js';
import { describeProcess, hostProcesses } from '../support/hostProcesses.js';
import { failed, recap } from '../support/playText.js';
import type { PlayEnd } from '../support/runningPlay.js';

const playbook = 'test/e2e/faults/become.yml';
const right = 'right horse';
const wrong = 'wrong horse';
const rootPassword = 'battery staple';
const su = { ansible_become_method: 'su' };

/** Login user, variables, and whom the tasks must run as; each is a host of the inventory, all of them one machine. */
const changes: Readonly<Record<string, readonly [user: string, vars: object, becomes: string]>> = {
  'sudo-to-root': ['dave', {}, 'root'],
  'sudo-to-root-with-password': ['carol', { ansible_become_password: right }, 'root'],
  'sudo-to-user': ['dave', { ansible_become_user: 'erin' }, 'erin'],
  'su-to-user-as-root': ['root', { ...su, ansible_become_user: 'erin' }, 'erin'],
  'su-to-root-with-password': ['erin', { ...su, ansible_become_password: rootPassword }, 'root'],
  'su-to-user-with-password': [
    'erin',
    { ...su, ansible_become_user: 'carol', ansible_become_password: right },
    'carol',
  ],
};

/** Login user, variables and the message that the first task must fail with. */
const refusals: Readonly<Record<string, readonly [user: string, vars: object, message: string]>> = {
  'sudo-password-missing': ['carol', {}, 'missing sudo password for root'],
  'sudo-password-wrong': ['carol', { ansible_become_password: wrong }, 'wrong sudo password for root'],
  'su-password-missing': ['erin', su, 'missing su password for root'],
  'su-password-wrong': ['erin', { ...su, ansible_become_password: wrong }, 'wrong su password for root'],
  'not-allowed': ['erin', { ansible_become_password: 'brown stable' }, 'sudo does not let us become root'],
  'no-such-user': ['dave', { ansible_become_user: 'nobody-here' }, 'there is no user nobody-here'],
};

let lab: FaultLab;
beforeAll(async () => {
  lab = await FaultLab.start('test/e2e/faults/lab.yaml');
  // The lab gives root no password, but su asks for one.
  const hash = `printf '%s\\n' '${rootPassword}' | busybox mkpasswd -m sha512 -P 0`;
  await lab.inside('alpha', `hash=$(${hash}) && sed -i "s|^root:[^:]*:|root:$hash:|" /etc/shadow`);
});
afterAll(() => lab?.stop());

function inventory(table: typeof changes): Promise<string> {
  const hosts = Object.entries(table).map(([name, [user, vars]]) => [
    name,
    { ansible_host: '10.255.0.1', ansible_user: user, ...vars },
  ]);
  return lab.inventory(Object.fromEntries(hosts));
}

describe('becoming another user', () => {
  let first: PlayEnd;
  let second: PlayEnd;
  beforeAll(async () => {
    const file = await inventory(changes);
    first = await lab.play(file, playbook);
    second = await lab.play(file, playbook);
  });

  it.each(Object.entries(changes))('%s', async (name, [, , becomes]) => {
    expect(first.text).not.toContain(`fatal: [${name}]`);
    expect(recap(first.text, name)).toMatchObject({ ok: 3, changed: 1 });
    expect(await lab.inside('alpha', `stat -c %U /tmp/${name}; cat /tmp/${name}`)).toBe(
      `${becomes}\n${becomes}`,
    );
    expect(recap(second.text, name)).toMatchObject({ ok: 3, changed: 0 });
  });

  it('leaves nothing running', async () => {
    expect([first.status, second.status]).toEqual([0, 0]);
    expect(await lab.left('alpha')).toEqual([]);
  });
});

describe('a user that cannot be become', () => {
  let end: PlayEnd;
  beforeAll(async () => {
    end = await lab.play(await inventory(refusals), playbook);
  });

  it.each(Object.entries(refusals))('%s: a failed task that says so', (name, [, , message]) => {
    expect(failed(end.text, name)).toBe(message);
    expect(recap(end.text, name)).toMatchObject({ ok: 0, failed: 1, unreachable: 0 });
  });

  it('leaves nothing running and prints no password', async () => {
    expect(end.status).toBe(2);
    expect(end.text).not.toMatch(/wrong horse|brown stable/);
    expect(await lab.left('alpha')).toEqual([]);
  });
});

describe('a password', () => {
  it('is seen nowhere: no output, command line, environment or file, here or there', async () => {
    const file = await lab.file('become-password', `${right}\n`);
    const hosts = await lab.inventory({ alpha: { ansible_user: 'carol' } });
    const play = lab.begin(hosts, playbook, '-vvvv', '--diff', '--become-password-file', file);
    const seen = new Set<string>();
    while (play.running) {
      const all = [await describeProcess(play.pid), ...(await hostProcesses(lab.state, 'alpha'))];
      for (const each of all) if (each) seen.add(`${each.args}\n${each.environment}`);
      await sleep(20);
    }
    const { status, text } = await play.ended;
    expect(status).toBe(0);
    expect([...seen].some((each) => each.startsWith('sudo '))).toBe(true);
    expect([...seen].filter((each) => each.includes(right))).toEqual([]);
    expect(text).not.toContain(right);
    expect(await lab.inside('alpha', `grep -rls '${right}' /tmp /var /home /root /run; true`)).toBe('');
  });
});
