import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandLine, type CommandResult } from '../../test/support/commandLine.js';

let line: CommandLine;

beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => {
  vi.unstubAllEnvs();
  line.remove();
});

const run = (...args: string[]): Promise<CommandResult> => line.run('meshwright', ...args);

describe('meshwright inventory', () => {
  beforeEach(() => {
    line.write('hosts', '[web]\nw1 a=1\nw2\n[site:children]\nweb\n[site:vars]\nx=[1, 2]\n');
    line.write('group_vars/web.yml', 'port: 80\nkey: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n');
  });

  it('draws the groups', async () => {
    const { out } = await run('inventory', '-i', 'hosts', '--graph', 'site');
    expect(out).toBe('@site:\n  |--@web:\n  |  |--w1\n  |  |--w2\n');
  });

  it('shows what a host sees, encrypted values as they are', async () => {
    const { out } = await run('inventory', '-i', 'hosts', '--host', 'w1');
    expect(JSON.parse(out)).toEqual({
      a: 1,
      x: [1, 2],
      port: 80,
      key: { __ansible_vault: '$ANSIBLE_VAULT;1.1;AES256\n6162\n' },
    });
  });

  it('exports variables where the sources have them', async () => {
    const { out } = await run('inventory', '-i', 'hosts', '--list', '--export', '--yaml', '--limit', 'w1');
    expect(out).toContain('      vars:\n        x:\n        - 1\n        - 2\n');
    expect(out).not.toContain('w2');
  });

  it.each([
    [['inventory'], 5, 'No action selected'],
    [['inventory', '--list', '--graph'], 5, 'Conflicting options'],
    [['inventory', '-i', 'hosts', '--graph', 'wbe'], 5, 'did you mean "web"?'],
    [['inventory', '-i', 'hosts', '--host', 'w1,w2'], 5, 'single valid host'],
  ])('rejects %j', async (args, exit, message) => {
    const result = await run(...args);
    expect(result.exit).toBe(exit);
    expect(result.err).toContain(message);
  });
});

describe('meshwright vars', () => {
  it('tells every place that sets a variable, the winner first', async () => {
    line.write('hosts', '[web]\nw1 port=1\n');
    line.write('group_vars/web.yml', 'port: 80\n');
    const { out } = await run('vars', '-i', 'hosts', 'w1', 'port');
    expect(out).toBe('port: 1\n  * inventory host w1, hosts:2: 1\n    group_vars/web.yml:1: 80\n');
  });

  it.each([
    ['w2', 'port', 'did you mean "w1"?'],
    ['w1', 'prot', 'did you mean "port"?'],
  ])('knows what %s %s was meant to be', async (host, name, hint) => {
    line.write('hosts', 'w1 port=1\n');
    const { err, exit } = await run('vars', '-i', 'hosts', host, name);
    expect(exit).toBe(1);
    expect(err).toContain(hint);
  });
});

describe('meshwright vault', () => {
  beforeEach(() => {
    line.write('p1', 'first\n', 0o600);
    line.write('p2', 'second\n', 0o600);
    line.write('secret.yml', 'a: b\n');
  });
  const header = (): string => readFileSync('secret.yml', 'utf8').split('\n')[0]!;

  it('encrypts, rekeys and decrypts a file, private from then on', async () => {
    await run('vault', 'encrypt', '--vault-id', 'prod@p1', 'secret.yml');
    expect(header()).toBe('$ANSIBLE_VAULT;1.2;AES256;prod');
    expect(statSync('secret.yml').mode & 0o777).toBe(0o600);
    await run('vault', 'rekey', '--vault-id', 'prod@p1', '--new-vault-password-file', 'p2', 'secret.yml');
    expect(header()).toBe('$ANSIBLE_VAULT;1.1;AES256');
    expect((await run('vault', 'view', '--vault-password-file', 'p2', 'secret.yml')).out).toBe('a: b\n');
    await run('vault', 'decrypt', '--vault-password-file', 'p2', 'secret.yml');
    expect(readFileSync('secret.yml', 'utf8')).toBe('a: b\n');
  });

  it('keeps the label when a file is edited, and leaves no plaintext behind', async () => {
    vi.stubEnv('ANSIBLE_LOCAL_TEMP', join(line.folder, 'tmp'));
    vi.stubEnv('EDITOR', join(line.folder, 'editor.sh'));
    line.write('editor.sh', '#!/bin/sh\nstat -c %a "$1" >mode; echo "c: d" >>"$1"\n', 0o755);
    await run('vault', 'encrypt', '--vault-id', 'prod@p1', 'secret.yml');
    await run('vault', 'edit', '--vault-password-file', 'p1', 'secret.yml');
    expect(header()).toBe('$ANSIBLE_VAULT;1.2;AES256;prod');
    expect(readFileSync('mode', 'utf8')).toBe('600\n');
    expect(statSync(join(line.folder, 'tmp')).nlink).toBe(2);
    const { out } = await run('vault', 'view', '--vault-password-file', 'p1', 'secret.yml');
    expect(out).toBe('a: b\nc: d\n');
  });

  it('encrypts values of variables as YAML', async () => {
    const { out, err } = await run(
      ...['vault', 'encrypt_string', '--vault-password-file', 'p1', '-n', 'k', 'v', 'w'],
    );
    expect(out).toMatch(
      /^k: !vault \|\n {10}\$ANSIBLE_VAULT;1\.1;AES256\n( {10}[\da-f]+\n)+!vault \|\n( {10}.*\n?)+$/,
    );
    expect(err).toContain(
      '# The encrypted version of variable ("k", the string #1 from the command line args).',
    );
  });

  it.each([
    [
      ['encrypt', '--vault-id', 'a@p1', '--vault-id', 'b@p2', 'secret.yml'],
      5,
      'several vault ids could encrypt this: a, b',
    ],
    [['encrypt', '--vault-id', 'a@p1', '--encrypt-vault-id', 'c', 'secret.yml'], 1, "known vault-ids ['a']"],
    [['view', '--vault-password-file', 'p1', 'secret.yml'], 1, 'input is not vault encrypted data'],
    [['view', '--vault-password-file', 'none', 'secret.yml'], 1, 'was not found'],
    [['encrypt', '--vault-id', 'a;b@p1', 'secret.yml'], 5, 'it has a semicolon'],
    [['create', '--vault-password-file', 'p1', 'secret.yml'], 1, "please use 'edit' instead"],
  ])('rejects %j', async (args, exit, message) => {
    const result = await run('vault', ...args);
    expect(result.exit).toBe(exit);
    expect(result.err).toContain(message);
  });
});

describe('meshwright adhoc', () => {
  it('runs a module and prints what ansible prints', async () => {
    const { out, exit } = await run('adhoc', '-i', 'localhost,', '-c', 'local', 'all', '-a', 'echo hi');
    expect([out, exit]).toEqual(['localhost | CHANGED | rc=0 >>\nhi\n', 0]);
  });

  it('lists the hosts', async () => {
    const { out } = await run('adhoc', '-i', 'b,a,', 'all', '--list-hosts');
    expect(out).toBe('  hosts (2):\n    b\n    a\n');
  });

  it.each([
    [['all'], 5, 'No argument passed to command module'],
    [['site.yml'], 5, 'did you mean to run ansible-playbook?'],
    [['all', '-m', 'import_playbook', '-a', 'x.yml'], 5, 'is for playbooks, not for single tasks'],
    [['all', '--limit', 'nobody', '-m', 'ping'], 1, 'does not match any hosts'],
  ])('rejects %j', async (args, exit, message) => {
    const result = await run('adhoc', '-i', 'localhost,', ...args);
    expect(result.exit).toBe(exit);
    expect(result.err).toContain(message);
  });
});

describe('meshwright doc and config', () => {
  it('shows modules in the shape of ansible-doc', async () => {
    const { out } = await run('doc', 'copy');
    expect(out).toMatch(/^> ANSIBLE\.BUILTIN\.COPY {4}\(built in\)\n/);
    expect(out).toContain('\n= dest\n');
  });

  it('warns of names nobody has', async () => {
    const { err, exit } = await run('doc', 'coppy');
    expect(exit).toBe(0);
    expect(err).toContain('[WARNING]: coppy was not found');
    expect(err).toContain('did you mean "copy"?');
  });

  it('lists a collection as JSON', async () => {
    const listed = JSON.parse((await run('doc', '-l', '-j', '-t', 'keyword')).out) as Record<string, string>;
    expect(listed.vars_prompt).toBe('applies to: play');
  });

  it('tells changed settings and where they are from', async () => {
    line.write('ansible.cfg', '[defaults]\nforks = 7\n');
    vi.stubEnv('ANSIBLE_REMOTE_USER', 'admin');
    const { out } = await run('config', 'dump', '--only-changed');
    expect(out).toContain(`DEFAULT_FORKS(${join(line.folder, 'ansible.cfg')}) = 7\n`);
    expect(out).toContain('DEFAULT_REMOTE_USER(env: ANSIBLE_REMOTE_USER) = admin\n');
    expect((await run('config', 'view')).out).toBe('[defaults]\nforks = 7\n');
  });
});
