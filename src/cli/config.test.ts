import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { type Config, expandPath, loadConfig } from './config.js';

let directory: string;
const home = process.cwd();
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'config-')));
  process.chdir(directory);
});
afterEach(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true });
});

/** The settings of an ansible.cfg with this text, and of this environment. */
function read(text: string, env: NodeJS.ProcessEnv = {}): Config {
  writeFileSync('ansible.cfg', text);
  return loadConfig(env);
}

describe('loadConfig', () => {
  it('reads the ansible.cfg of the working directory', () => {
    const config = read('[defaults]\nforks = 7\nremote_user: deploy\n[privilege_escalation]\nbecome = yes\n');
    expect(config).toMatchObject({
      forks: 7,
      remoteUser: 'deploy',
      become: true,
      file: join(directory, 'ansible.cfg'),
    });
  });

  it('leaves what is not set undefined', () => {
    expect(read('[defaults]\n').forks).toBeUndefined();
  });

  it('lets the environment win over the file', () => {
    expect(read('[defaults]\nforks = 7\n', { ANSIBLE_FORKS: '9' }).forks).toBe(9);
  });

  it('ignores variables that are empty', () => {
    expect(read('[defaults]\nforks = 7\n', { ANSIBLE_FORKS: '' }).forks).toBe(7);
  });

  it('prefers the file that ANSIBLE_CONFIG names', () => {
    writeFileSync('other.cfg', '[defaults]\nforks = 3\n');
    expect(read('[defaults]\nforks = 7\n', { ANSIBLE_CONFIG: join(directory, 'other.cfg') }).forks).toBe(3);
  });

  it('finds ansible.cfg in the directory that ANSIBLE_CONFIG names', () => {
    mkdirSync('etc');
    writeFileSync('etc/ansible.cfg', '[defaults]\nforks = 4\n');
    expect(read('', { ANSIBLE_CONFIG: join(directory, 'etc') }).forks).toBe(4);
  });

  it.each<[string, string, Partial<Config>]>([
    ['comments', '# a\n; b\n[defaults]\nforks = 5 ; five\n#forks = 6\n', { forks: 5 }],
    ['a key of another section', '[ssh_connection]\nforks = 5\n', { forks: undefined }],
    ['words for true', '[diff]\nalways = On\n', { diff: true }],
    ['words for false', '[diff]\nalways = no\n', { diff: false }],
    [
      'several names of a setting',
      '[ssh_connection]\nhost_key_checking = False\n',
      { hostKeyChecking: 'False' },
    ],
    [
      'arguments with signs',
      '[ssh_connection]\nssh_args = -o ControlMaster=auto\n',
      { sshArgs: '-o ControlMaster=auto' },
    ],
  ])('understands %s', (_what, text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('takes relative paths of the file from its place, those of the environment from the working directory', () => {
    mkdirSync('etc');
    writeFileSync('etc/ansible.cfg', '[defaults]\nroles_path = roles:/srv/roles:~/roles\n');
    expect(loadConfig({ ANSIBLE_CONFIG: 'etc/ansible.cfg' }).rolesPath).toEqual([
      join(directory, 'etc/roles'),
      '/srv/roles',
      join(homedir(), 'roles'),
    ]);
    expect(loadConfig({ ANSIBLE_ROLES_PATH: 'roles' }).rolesPath).toEqual([join(directory, 'roles')]);
  });

  it.each([
    ['[defaults]\nforks = many\n', 'forks: "many" is not a whole number'],
    ['[diff]\nalways = perhaps\n', 'always: "perhaps" is not a boolean'],
  ])('refuses %j with its place', (text, message) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      expect(error.message).toBe(message);
      expect(error.diagnostics[0]!.span).toMatchObject({ line: 2 });
    }
  });

  it('names the variable whose value is wrong', () => {
    expect(() => loadConfig({ ANSIBLE_FORKS: 'x' })).toThrow(/ANSIBLE_FORKS: "x" is not a whole number/);
  });
});

describe('expandPath', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['a', '/base/a'],
    ['../a', '/a'],
    ['~', homedir()],
    ['~/a', join(homedir(), 'a')],
    ['~other/a', '/base/~other/a'],
  ])('makes %s %s', (path, expected) => {
    expect(expandPath(path, '/base')).toBe(expected);
  });
});
