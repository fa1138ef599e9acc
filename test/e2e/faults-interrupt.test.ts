import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaultLab } from '../support/faultLab.js';
import { foreignProcesses } from '../support/hostProcesses.js';
import { recap, unreachable } from '../support/playText.js';

const long = 'test/e2e/faults/long.yml';
const writes = 'test/e2e/faults/writes.yml';
/** A lone command, one with children, one that hears no TERM; each is told apart by its number of seconds. */
const commands = {
  alpha: 'sleep 7001',
  bash: 'sleep 7002 & (sleep 7002; true) & wait',
  mksh: 'sleep 7005 | cat',
  'ash-applets': 'sleep 7003; true',
  beta: "trap '' TERM; sleep 7004; sleep 7004",
};
/** Not all are reached alike: one by way of sudo, one with the OpenSSH client. */
const ways: Readonly<Record<string, object>> = {
  alpha: { ansible_user: 'dave', ansible_become: true },
  bash: { ansible_connection: 'openssh' },
};
const hosts = Object.keys(commands);
const all = ['alpha', 'beta', 'bash', 'mksh', 'ash', 'dash-applets', 'ash-applets'];
/** As many as the playbook writes. */
const files = 40;

let lab: FaultLab;
let inventory: string;
let everywhere: string;
beforeAll(async () => {
  lab = await FaultLab.start('test/e2e/faults/lab.yaml');
  inventory = await lab.inventory(
    Object.fromEntries(Object.entries(commands).map(([host, long]) => [host, { ...ways[host], long }])),
  );
  everywhere = await lab.inventory(Object.fromEntries(all.map((host) => [host, {}])));
});
afterAll(() => lab?.stop());

async function isRunning(host: string, command: RegExp): Promise<boolean> {
  return (await foreignProcesses(lab.state, host)).some((args) => command.test(args));
}

async function written(host: string): Promise<number> {
  return Number(await lab.inside(host, 'ls /srv/many 2>/dev/null | wc -l'));
}

/** Starts the long commands and waits until all of them run. */
async function beginLong() {
  const play = lab.begin(inventory, long);
  await play.until(async () =>
    (await Promise.all(hosts.map((host) => isRunning(host, /^sleep 700/)))).every(Boolean),
  );
  return play;
}

describe('a controller that is killed', () => {
  it('leaves no command behind, whatever it is', async () => {
    const play = await beginLong();
    play.kill('SIGKILL');
    expect((await play.ended).status).toBeUndefined();
    expect(await lab.left(...hosts)).toEqual([]);
    expect(await lab.leftHere()).toEqual([]);
  });

  it.each([0, 100, 200, 400])('while it connects (%i ms) leaves nothing, here or there', async (ms) => {
    const play = lab.begin(inventory, long);
    await play.until(async () => play.text.includes('TASK ['));
    await sleep(ms);
    play.kill('SIGKILL');
    await play.ended;
    expect(await lab.left(...hosts)).toEqual([]);
    expect(await lab.leftHere()).toEqual([]);
  });

  it.each([5, 17])(
    'in the middle of writes (%i) leaves no half file, and the next run converges',
    async (at) => {
      await Promise.all(all.map((host) => lab.inside(host, 'rm -rf /srv/many')));
      const play = lab.begin(everywhere, writes);
      await play.until(async () => (await written('beta')) >= at);
      play.kill('SIGKILL');
      await play.ended;
      expect(await lab.left(...all)).toEqual([]);
      const whole = 'cd /srv/many; for f in *; do tail -n 1 $f; done | sort -u';
      for (const host of all) expect(await lab.inside(host, whole)).toBe('end');
      const before = await Promise.all(all.map(written));
      expect(Math.max(...before)).toBeLessThan(files);

      const again = await lab.play(everywhere, writes);
      expect(again.status).toBe(0);
      expect(await Promise.all(all.map(written))).toEqual(all.map(() => files));
      for (const [i, host] of all.entries()) {
        expect(again.text.split(`changed: [${host}] => (item=`).length - 1).toBe(files - before[i]!);
      }
      const third = await lab.play(everywhere, writes);
      for (const host of all) expect(recap(third.text, host)).toMatchObject({ ok: 2, changed: 0 });
    },
  );
});

describe('Ctrl-C', () => {
  it('ends a run within two seconds, with a recap, status 99 and nothing left', async () => {
    const play = await beginLong();
    const start = Date.now();
    play.kill('SIGINT');
    const { status, text, at } = await play.ended;
    expect(at - start).toBeLessThan(2_000);
    expect(status).toBe(99);
    expect(text).toContain('PLAY RECAP');
    expect(await lab.left(...hosts)).toEqual([]);
    expect(await lab.leftHere()).toEqual([]);
  });

  it('ends it while a host is being connected to', async () => {
    await lab.inside('alpha', 'kill -STOP $(cat /run/sshd.pid)');
    const play = lab.begin(await lab.inventory({ alpha: { long: 'true' } }), long);
    await play.until(async () => /^TASK/m.test(play.text));
    const start = Date.now();
    play.kill('SIGINT');
    const { status, at } = await play.ended;
    await lab.inside('alpha', 'kill -CONT $(cat /run/sshd.pid)');
    expect(at - start).toBeLessThan(2_000);
    expect(status).toBe(99);
    expect(await lab.left('alpha')).toEqual([]);
  });
});

describe('a connection that is lost', () => {
  it('makes its host UNREACHABLE, and the others finish', async () => {
    const two = await lab.inventory({ alpha: { long: 'sleep 7005' }, beta: { long: 'sleep 3' } });
    const play = lab.begin(two, long);
    await play.until(() => isRunning('alpha', /^sleep 7005/));
    await lab.inside('alpha', "kill -KILL $(ps -eo pid=,args= | awk '/[s]shd: root@/ {print $1}')");
    const { status, text } = await play.ended;
    expect(unreachable(text, 'alpha')).toMatch(
      /^Failed to connect to the host via ssh: .*(closed|lost|reset)/i,
    );
    expect(recap(text, 'alpha')).toMatchObject({ unreachable: 1, failed: 0 });
    expect(recap(text, 'beta')).toMatchObject({ ok: 1, unreachable: 0 });
    expect(status).toBe(4);
    expect(await lab.left('alpha', 'beta')).toEqual([]);
  });
});
