import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberCommand } from '../../src/lab/run.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { poll } from '../support/polling.js';

const playbook = 'test/e2e/fixtures/pins-play.yaml';
const authority = mkdtempSync(join(tmpdir(), 'pins-'));
const secret = 'correct-horse-battery';
let lab: TestLab;

const play = (...words: string[]): Promise<PlayOutput> =>
  lab.play(playbook, '-e', `ca=${authority}`, ...words);

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/tls.yaml');
  await lab.ssh('mgmt', 'mkdir -p /srv/www; echo hello >/srv/www/index.html');
  const first = await play();
  expect(first.status, first.text).toBe(0);
  for (const end of ['key', 'pem'])
    writeFileSync(
      join(authority, `impostor.${end}`),
      await lab.ssh('cn2', `cat /etc/ssl/meshwright/impostor.${end}`),
    );
}, 240_000);
afterAll(async () => {
  for (const impostor of impostors) impostor.stop();
  await lab.stop();
  rmSync(authority, { recursive: true });
});

const impostors: Impostor[] = [];

/** What someone in between saw of one connection. */
interface Seen {
  readonly kind: 'passed on' | 'pretended';
  /** The handshake was finished with the impostor's certificate. */
  readonly shown?: boolean;
  readonly read?: string;
}

/** Someone between cn1 and its server who is honest on some connections first. */
class Impostor {
  private text = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.on('data', (chunk: Buffer) => {
      this.text += chunk;
    });
  }

  static async start(port: number, honest: number): Promise<Impostor> {
    const files = ['key', 'pem'].map((end) => join(authority, `impostor.${end}`));
    const script = resolve('test/e2e/fixtures/impostor.mjs');
    const words = [
      process.execPath,
      script,
      ...files,
      '10.255.0.254',
      String(port),
      '10.255.0.1',
      String(honest),
    ];
    const [program, ...rest] = memberCommand(lab.state, 'controller', words) as [string, ...string[]];
    const impostor = new Impostor(spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] }));
    impostors.push(impostor);
    await impostor.until(() => impostor.text.includes('ready'));
    return impostor;
  }

  /** Resolves when it has seen so many connections end. */
  async connections(count: number): Promise<readonly Seen[]> {
    await this.until(() => lines(this.text).length >= count);
    return lines(this.text);
  }

  stop(): void {
    this.child.kill();
  }

  private async until(condition: () => boolean): Promise<void> {
    for (let i = 0; i < 200 && !condition(); i++) await new Promise((wake) => setTimeout(wake, 100));
    expect(condition(), `the impostor only says: ${this.text}`).toBe(true);
  }
}

function lines(text: string): Seen[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Seen);
}

/** Sends the secret as a header from cn1 through a port of the controller; the exit status and what was said. */
function send(port: number, program = 'meshwright-pinned'): Promise<string> {
  const through = `--connect-to mgmt.example.com:443:10.255.0.254:${port}`;
  const command = `printf 'X-Password: %s' ${secret} | ${program} https://mgmt.example.com/ ${through} --header @-`;
  return lab.ssh('cn1', `${command} 2>&1; echo "status $?"`);
}

describe('a pinned node', { timeout: 240_000 }, () => {
  it('sends nothing to a server with another valid certificate of the same CA', async () => {
    const impostor = await Impostor.start(8443, 0);
    expect(await send(8443)).toContain('is another one than is pinned: nothing was sent\nstatus 90');
    expect(await impostor.connections(1)).toEqual([{ kind: 'pretended', shown: true, read: '' }]);
    // Without the pin that server would be believed.
    const plain = 'curl -sS --cacert /etc/meshwright/pins.root.pem';
    expect(await send(8443, plain)).toContain('status 0');
    expect((await impostor.connections(2))[1]!.read).toContain(secret);
  });

  it('is not deceived by a relay that is honest on the first connection only', async () => {
    const impostor = await Impostor.start(8444, 1);
    expect(await send(8444)).toBe('hello\nstatus 0');
    expect(await send(8444)).toContain('status 90');
    expect(await impostor.connections(2)).toEqual([
      { kind: 'passed on' },
      { kind: 'pretended', shown: true, read: '' },
    ]);
  });

  it.each([
    ['no pins', 'mkdir /tmp/none', 'there are no pins in /tmp/none'],
    [
      'pins that have ended',
      `mkdir /tmp/none; echo '[{"sha256": "AAAA", "not_after": "2020-01-01T00:00:00Z"}]' >/tmp/none/pins.json`,
      'every pin in /tmp/none/pins.json has ended',
    ],
  ])('sends nothing with %s', async (_, prepare, sentence) => {
    await lab.ssh('cn1', prepare);
    const said = await lab.ssh(
      'cn1',
      'MESHWRIGHT_PINS=/tmp/none meshwright-pinned https://10.255.0.1/ 2>&1; echo $?',
    );
    expect(said).toContain(`${sentence}: nothing is sent\n3`);
    await lab.ssh('cn1', 'rm -r /tmp/none');
  });
});

const served = (): Promise<string> =>
  lab.ssh(
    'mgmt',
    'openssl s_client -connect 127.0.0.1:443 </dev/null 2>/dev/null | openssl x509 -noout -serial',
  );
const pins = (host: string): Promise<string> => lab.ssh(host, 'grep -c sha256 /etc/meshwright/pins.json');

const link = (host: string, state: 'up' | 'down'): void => {
  const [program, ...words] = memberCommand(lab.state, host, ['ip', 'link', 'set', 'eth0', state]);
  execFileSync(program!, words);
};

describe('rollover', { timeout: 240_000 }, () => {
  it('is refused while a node is offline, and the server stays', async () => {
    const before = await served();
    link('cn2', 'down');
    const { status, text } = await play('-e', 'tls_rollover=true', '-T', '3');
    link('cn2', 'up');
    expect(status).not.toBe(0);
    expect(text).toContain('cn2 does not know the pin of the next certificate of management');
    expect(await served()).toBe(before);
    expect([await pins('cn1'), await pins('cn2')]).toEqual(['2', '1']);
  });

  it('goes on with all nodes: none ever fails to connect, and the old pin is forgotten', async () => {
    const before = await served();
    const command = 'meshwright-pinned https://10.255.0.1/ >/dev/null';
    const polls = [await poll(lab, 'cn1', command), await poll(lab, 'cn2', command)];
    const run = await play();
    const results = await Promise.all(polls.map((each) => each.stop()));
    expect(run.status, run.text).toBe(0);
    for (const { rate, failures } of results) {
      expect(failures).toBe('');
      expect(rate).toBeGreaterThan(2);
    }
    expect(await served()).not.toBe(before);
    expect([await pins('cn1'), await pins('cn2')]).toEqual(['1', '1']);
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
  });
});
