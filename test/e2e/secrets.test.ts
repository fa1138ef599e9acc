import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quote } from '../../src/shell/sh.js';
import { encryptEnvelope } from '../../src/vault/crypt.js';
import { hostProcesses } from '../support/hostProcesses.js';
import { TestLab } from '../support/lab.js';
import { BundledProgram } from '../support/program.js';
import { filesBelow, revealed } from '../support/secretForms.js';

const run = promisify(execFile);
const VAULT_PASSWORD = 'open sesame, vault';
const LOGIN = "dep1oy's Pass#login";
const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Secrets that stand in encrypted variables under `s_NAME`. */
const variables = {
  inline: `in"line's\\value`,
  database: 'db/pass+word=1',
  line: 'l1ne & <markup>',
  hash: '$6$saltsalt$Jq3N8Z0sB0oWq2vEXAMPLEcUvS1mZgq7d0K3b6',
  key: privateKey,
  passphrase: 'key passphrase 77',
  url: 'url:pass@word',
  body: 'bödy-tökén-31',
  header: 'header-token-4711',
  query: 'query token/ü?',
  fact: 'factual-0815',
  stdin: 'from standard input 9',
  environment: 'env-token-$HOME',
  failure: 'failing "password"',
  assert: 'asserted-99',
  mistake: '{broken-json-secret',
  hidden: 'hidden-secret-5',
  last: 'the-last-word-12',
};
const elsewhere = {
  file: 'contents of an encrypted file',
  more: 'of-include-vars-8',
  user: 'alice-s3cret',
  extra: 'extra-vars-secret',
  login: LOGIN,
  vault: VAULT_PASSWORD,
};
const secrets = new Map([...Object.entries(variables), ...Object.entries(elsewhere)]);

let lab: TestLab;
let program: BundledProgram;
let root: string;
let written: { readonly output: string }[];
let commands: { readonly controller: string; readonly host: string };

const at = (...names: string[]): string => join(root, ...names);
const encrypted = (text: string): string => encryptEnvelope(text, VAULT_PASSWORD);

function makeProject(): void {
  for (const name of ['project/group_vars/all', 'project/files', 'project/vars', 'home', 'tmp', 'out'])
    mkdirSync(at(name), { recursive: true });
  for (const [name, copy] of [
    ['play', 'site'],
    ['terminal', 'terminal'],
  ])
    copyFileSync(`test/e2e/fixtures/secrets-${name}.yaml`, at(`project/${copy}.yaml`));
  const { inline, ...whole } = variables;
  const named = Object.fromEntries(Object.entries(whole).map(([name, value]) => [`s_${name}`, value]));
  const users = [{ name: 'Alice', password: elsewhere.user }];
  const login = { ansible_user: 'deploy', ansible_password: LOGIN, ansible_become_password: LOGIN };
  const vars = { ...named, ...login, s_users: users };
  writeFileSync(at('project/group_vars/all/vault.yml'), encrypted(JSON.stringify(vars)));
  const block = encrypted(inline).trimEnd().replaceAll('\n', '\n  ');
  writeFileSync(at('project/group_vars/all/plain.yml'), `s_inline: !vault |\n  ${block}\n`);
  writeFileSync(at('project/files/app.secret'), encrypted(`${elsewhere.file}\n`));
  writeFileSync(at('project/vars/more.yml'), encrypted(`more: ${elsewhere.more}\n`));
  writeFileSync(at('project/extra.yml'), encrypted(`s_extra: ${elsewhere.extra}\n`));
  writeFileSync(at('vault-password'), VAULT_PASSWORD, { mode: 0o600 });
}

/** Follows every program that a process and its children start; the trace is complete once `end` is done. */
async function follow(pid: number, file: string): Promise<{ end(): Promise<void> }> {
  const tracer: ChildProcess = spawn('strace', [...tracing(file), '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // Each process that it follows is told there.
  tracer.stderr!.on('data', () => {});
  await once(tracer.stderr!, 'data');
  return {
    async end() {
      tracer.kill('SIGINT');
      await once(tracer, 'exit');
    },
  };
}

function tracing(file: string): string[] {
  return ['-f', '-e', 'trace=execve', '-s', '65536', '-o', file];
}

async function play(
  name: string,
  settings: Readonly<Record<string, string>>,
  ...options: string[]
): Promise<(typeof written)[number]> {
  const env = {
    PATH: process.env.PATH,
    HOME: at('home'),
    TMPDIR: at('tmp'),
    ANSIBLE_LOG_PATH: at('out', `${name}.log`),
    ANSIBLE_CACHE_PLUGIN: 'jsonfile',
    ANSIBLE_CACHE_PLUGIN_CONNECTION: at('out', `facts-${name}`),
    ANSIBLE_RETRY_FILES_ENABLED: 'true',
    ANSIBLE_CALLBACKS_ENABLED: 'junit,tree',
    JUNIT_OUTPUT_DIR: at('out', `junit-${name}`),
    ANSIBLE_CALLBACK_TREE_DIR: at('out', `tree-${name}`),
    ...settings,
  };
  const given = [
    '-i',
    join(lab.state.directory, 'inventory.yml'),
    '-e',
    '@extra.yml',
    'site.yaml',
    ...options,
  ];
  const trace = at('out', `${name}.execve`);
  const words = [...tracing(trace), ...program.playbook, '--vault-password-file', at('vault-password')];
  // The end has a failure.
  const done = run('strace', [...words, '--diff', ...given], {
    cwd: at('project'),
    env,
    maxBuffer: 64 << 20,
  });
  const { stdout, stderr } = await done.catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  return { output: stdout + stderr };
}

/** Runs the playbook of the terminal on one of its own, of 40 columns; everything that is written to it. */
async function onTerminal(...options: string[]): Promise<string> {
  const words = [
    ...program.playbook,
    '--vault-password-file',
    at('vault-password'),
    ...options,
    'terminal.yaml',
  ];
  const command = `stty rows 24 cols 40; exec ${words.map((word) => quote(word)).join(' ')}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: at('project'),
    env: { PATH: process.env.PATH, HOME: at('home'), TMPDIR: at('tmp'), TERM: 'xterm' },
  });
  let text = '';
  let answered = false;
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
    if (answered || !text.includes('right:')) return;
    answered = true;
    child.stdin.write('\r');
  });
  await once(child, 'exit');
  return text;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'secrets-'));
  [lab, program] = [await TestLab.start('test/e2e/fixtures/secrets.yaml'), await BundledProgram.make()];
  makeProject();
  const sshd = (await hostProcesses(lab.state, 'web')).find(({ args }) => args.includes('[listener]'))!;
  const trace = await follow(sshd.pid, at('host.execve'));
  written = [
    await play('default', {}, '-vvvv'),
    await play('json', { ANSIBLE_STDOUT_CALLBACK: 'json' }),
    await play('events', {}, '--output', 'json', '-vvv'),
    await play('check', { ANSIBLE_CALLBACK_RESULT_FORMAT: 'yaml' }, '--check', '-v'),
  ];
  await sleep(500);
  await trace.end();
  const traces = ['default', 'json', 'events', 'check'].map((name) =>
    readFileSync(at('out', `${name}.execve`), 'utf8'),
  );
  commands = { controller: traces.join(''), host: readFileSync(at('host.execve'), 'utf8') };
});
afterAll(async () => {
  await lab.stop();
  await program.remove();
  rmSync(root, { recursive: true, force: true });
});

describe('a run with secrets', () => {
  it('comes to its end, and shows what is none', () => {
    expect(written.map(({ output }) => /safe web web/.test(output))).toEqual([true, true, true, true]);
    expect(written[0]!.output).toMatch(/TASK \[The end\][\s\S]*fatal: \[web\]/);
    expect(written[0]!.output).toContain('VALUE_SPECIFIED_IN_NO_LOG_PARAMETER');
    expect(written[0]!.output).toContain('the output has been hidden');
    expect(written[0]!.output.split('********').length).toBeGreaterThan(20);
  });

  it('prints none of them', () => {
    for (const { output } of written) expect(revealed(output, secrets)).toEqual([]);
  });

  it('has them on no command line, of the controller or of the host', () => {
    expect(commands.controller.split('execve(').length).toBeGreaterThan(4);
    expect(commands.host.split('execve(').length).toBeGreaterThan(20);
    expect(revealed(commands.controller, secrets)).toEqual([]);
    expect(revealed(commands.host, secrets)).toEqual([]);
  });

  it('leaves none in the files it writes: logs, fact caches, results, temporary files', async () => {
    const files = await filesBelow(root);
    files.delete('vault-password');
    const found = [...files].map(([name, text]) => [name, revealed(text, secrets)] as const);
    expect(found.filter(([, names]) => names.length > 0)).toEqual([]);
    const names = [...files.keys()].join('\n');
    for (const part of [
      /out\/default\.log/,
      /facts-default\/.*web/,
      /junit-default\/.*xml/,
      /tree-default\/web/,
    ])
      expect(names).toMatch(part);
    expect([...files].find(([name]) => name.startsWith('out/facts-default/'))![1]).toContain(
      'nothing secret',
    );
  });

  it.each([[[]], [['-vvv']], [['--output', 'json']]])(
    'shows none of them on a terminal, where it asks, goes on and fails (%j)',
    async (options) => {
      const text = await onTerminal(...options);
      expect(text).toContain('Is ******** right:');
      expect(text).toMatch(/cannot log in \*/);
      expect(revealed(text, secrets)).toEqual([]);
      // No half of one either, by which a line ends or begins.
      for (const half of [variables.fact.slice(0, 6), variables.fact.slice(6), 'key pass', 'phrase 77'])
        expect(text).not.toContain(half);
    },
  );

  it('has done its work on the host', async () => {
    expect(await lab.ssh('web', 'cat /etc/app.secret')).toBe(elsewhere.file);
    expect(await lab.ssh('web', 'grep ^password= /etc/app.conf')).toBe(`password=${variables.line}`);
    expect(`${await lab.ssh('web', 'cat /etc/app.key')}\n`).toBe(privateKey);
    expect(await lab.ssh('web', 'getent shadow carol')).toContain(variables.hash);
  });
});
