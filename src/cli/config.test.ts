import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
      'values that go on in deeper lines',
      '[defaults]\nansible_managed = a\n  b\n # c\n\n  d\n',
      { ansibleManaged: 'a\nb\n\nd' },
    ],
    ['hashes within values', '[defaults]\nansible_managed = a # b\n', { ansibleManaged: 'a # b' }],
    [
      'sections of single become methods',
      '[privilege_escalation]\nbecome_flags = -g\n[su_become_plugin]\nflags = -l\nuser = op\n',
      { becomeFlags: '-g', suFlags: '-l', suUser: 'op', sudoFlags: undefined },
    ],
    ['quotes', '[defaults]\nremote_user = "me"\n', { remoteUser: 'me' }],
    ['keys in capitals', '[defaults]\nForks=5\n', { forks: 5 }],
    [
      'lists with blanks and quotes',
      '[defaults]\ncallbacks_enabled = timer, "tree"\n',
      { callbacksEnabled: ['timer', 'tree'] },
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
    [
      '[defaults]\nforks = many\n',
      2,
      'Invalid type for configuration option setting: DEFAULT_FORKS (from ansible.cfg: defaults.forks): "many" is not a whole number',
    ],
    [
      '[defaults]\ngathering = never\n',
      2,
      'Invalid value "never" for configuration option "setting: DEFAULT_GATHERING" (from ansible.cfg: defaults.gathering), valid values are: explicit, implicit, smart',
    ],
    ['forks = 3\n', 1, 'a setting stands before the first [section]'],
    ['[defaults]\n\nforks\n', 3, '"forks" is no setting'],
    ['[defaults]\nforks = 3\nForks = 4\n', 3, 'Forks is set twice in [defaults]'],
    ['[defaults]\n[defaults]\n', 2, 'the section [defaults] is there twice'],
  ])('refuses %j with its place', (text, line, message) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      expect(error.message).toBe(message);
      expect(error.diagnostics[0]!.span?.line).toBe(line);
    }
  });

  it.each([
    [
      'a word that is no boolean',
      '[diff]\nalways = perhaps\n',
      'ansible.cfg: diff.always: "perhaps" is not a boolean and counts as false',
    ],
    ['a misspelt key', '[defaults]\nforkz = 3\n', '[defaults] has no setting "forkz"'],
  ])('warns of %s', (_what, text, message) => {
    const { warnings } = read(text);
    expect(warnings.map((warning) => warning.message)).toEqual([message]);
  });

  it.each([
    ['keys of plugins it does not know', '[callback_slack]\nchannel = a\n'],
    ['settings that have no use here', '[defaults]\nnocows = 1\n[galaxy]\nserver = x\n'],
    ['settings of older versions', '[defaults]\nsudo_user = root\n'],
    ['keys unlike any other', '[defaults]\nsomething_else = 1\n'],
  ])('is silent about %s', (_what, text) => {
    expect(read(text).warnings).toEqual([]);
  });

  it('passes over the ansible.cfg of a directory everybody may write to', () => {
    chmodSync(directory, 0o777);
    const config = read('[defaults]\nforks = 7\n');
    expect(config.forks).toBeUndefined();
    expect(config.warnings.map(({ code }) => code)).toEqual(['world-writable-directory']);
    expect(loadConfig({ ANSIBLE_CONFIG: 'ansible.cfg' })).toMatchObject({ forks: 7, warnings: [] });
  });

  it('lets the last of several names win', () => {
    expect(
      loadConfig({ ANSIBLE_CALLBACKS_ENABLED: 'b', ANSIBLE_CALLBACK_WHITELIST: 'a' }).callbacksEnabled,
    ).toEqual(['b']);
    const text = '[defaults]\ncallbacks_enabled = b\ncallback_whitelist = a\n';
    expect(read(text).callbacksEnabled).toEqual(['b']);
  });

  it('tells where a setting comes from', () => {
    const { origins } = read('[defaults]\nforks = 7\n', { ANSIBLE_TIMEOUT: '5' });
    expect([...origins]).toEqual([
      ['forks', join(directory, 'ansible.cfg')],
      ['timeout', 'env: ANSIBLE_TIMEOUT'],
    ]);
  });

  it('knows variables and {{CWD}} in paths', () => {
    const paths = ['$SHARE/a', '$'.concat('{SHARE}/b'), '{{CWD}}/c', '$NONE/d'];
    const env = { SHARE: '/srv', ANSIBLE_ROLES_PATH: paths.join(':') };
    expect(loadConfig(env).rolesPath).toEqual(['/srv/a', '/srv/b', `${directory}/c`, `${directory}/$NONE/d`]);
  });

  it('names the variable whose value is wrong', () => {
    expect(() => loadConfig({ ANSIBLE_FORKS: 'x' })).toThrow(
      /DEFAULT_FORKS \(from env: ANSIBLE_FORKS\): "x" is not a whole number/,
    );
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
