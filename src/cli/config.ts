import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { displayPath } from '../playbook/sourceFiles.js';

type Kind = 'str' | 'bool' | 'int' | 'path' | 'pathlist';

interface Setting {
  readonly env: readonly string[];
  /** `section.key` of ansible.cfg. */
  readonly ini: readonly string[];
  readonly kind: Kind;
}

/** The settings of ansible.cfg and their environment variables (Ansible documentation, "Configuration Settings"). */
const SETTINGS = {
  anyErrorsFatal: { env: ['ANSIBLE_ANY_ERRORS_FATAL'], ini: ['defaults.any_errors_fatal'], kind: 'bool' },
  become: { env: ['ANSIBLE_BECOME'], ini: ['privilege_escalation.become'], kind: 'bool' },
  becomeAskPass: {
    env: ['ANSIBLE_BECOME_ASK_PASS'],
    ini: ['privilege_escalation.become_ask_pass'],
    kind: 'bool',
  },
  becomeExe: { env: ['ANSIBLE_BECOME_EXE'], ini: ['privilege_escalation.become_exe'], kind: 'str' },
  becomeFlags: { env: ['ANSIBLE_BECOME_FLAGS'], ini: ['privilege_escalation.become_flags'], kind: 'str' },
  becomeMethod: { env: ['ANSIBLE_BECOME_METHOD'], ini: ['privilege_escalation.become_method'], kind: 'str' },
  becomeUser: { env: ['ANSIBLE_BECOME_USER'], ini: ['privilege_escalation.become_user'], kind: 'str' },
  callback: { env: ['ANSIBLE_STDOUT_CALLBACK'], ini: ['defaults.stdout_callback'], kind: 'str' },
  askPass: { env: ['ANSIBLE_ASK_PASS'], ini: ['defaults.ask_pass'], kind: 'bool' },
  askVaultPass: { env: ['ANSIBLE_ASK_VAULT_PASS'], ini: ['defaults.ask_vault_pass'], kind: 'bool' },
  checkMode: { env: [], ini: [], kind: 'bool' },
  collectionsPath: {
    env: ['ANSIBLE_COLLECTIONS_PATH', 'ANSIBLE_COLLECTIONS_PATHS'],
    ini: ['defaults.collections_path', 'defaults.collections_paths'],
    kind: 'pathlist',
  },
  diff: { env: ['ANSIBLE_DIFF_ALWAYS'], ini: ['diff.always'], kind: 'bool' },
  diffContext: { env: ['ANSIBLE_DIFF_CONTEXT'], ini: ['diff.context'], kind: 'int' },
  displayOkHosts: { env: ['ANSIBLE_DISPLAY_OK_HOSTS'], ini: ['defaults.display_ok_hosts'], kind: 'bool' },
  displaySkippedHosts: {
    env: ['ANSIBLE_DISPLAY_SKIPPED_HOSTS'],
    ini: ['defaults.display_skipped_hosts'],
    kind: 'bool',
  },
  forceHandlers: { env: ['ANSIBLE_FORCE_HANDLERS'], ini: ['defaults.force_handlers'], kind: 'bool' },
  forks: { env: ['ANSIBLE_FORKS'], ini: ['defaults.forks'], kind: 'int' },
  gathering: { env: ['ANSIBLE_GATHERING'], ini: ['defaults.gathering'], kind: 'str' },
  hashBehaviour: { env: ['ANSIBLE_HASH_BEHAVIOUR'], ini: ['defaults.hash_behaviour'], kind: 'str' },
  hostKeyChecking: {
    env: ['ANSIBLE_HOST_KEY_CHECKING', 'ANSIBLE_SSH_HOST_KEY_CHECKING'],
    ini: ['defaults.host_key_checking', 'ssh_connection.host_key_checking'],
    kind: 'str',
  },
  inventory: { env: ['ANSIBLE_INVENTORY'], ini: ['defaults.inventory'], kind: 'pathlist' },
  jinja2Native: { env: ['ANSIBLE_JINJA2_NATIVE'], ini: ['defaults.jinja2_native'], kind: 'bool' },
  privateKeyFile: { env: ['ANSIBLE_PRIVATE_KEY_FILE'], ini: ['defaults.private_key_file'], kind: 'path' },
  remotePort: { env: ['ANSIBLE_REMOTE_PORT'], ini: ['defaults.remote_port'], kind: 'int' },
  remoteUser: { env: ['ANSIBLE_REMOTE_USER'], ini: ['defaults.remote_user'], kind: 'str' },
  rolesPath: { env: ['ANSIBLE_ROLES_PATH'], ini: ['defaults.roles_path'], kind: 'pathlist' },
  showCustomStats: { env: ['ANSIBLE_SHOW_CUSTOM_STATS'], ini: ['defaults.show_custom_stats'], kind: 'bool' },
  sshArgs: { env: ['ANSIBLE_SSH_ARGS'], ini: ['ssh_connection.ssh_args'], kind: 'str' },
  sshCommonArgs: { env: ['ANSIBLE_SSH_COMMON_ARGS'], ini: ['ssh_connection.ssh_common_args'], kind: 'str' },
  timeout: { env: ['ANSIBLE_TIMEOUT'], ini: ['defaults.timeout'], kind: 'int' },
  transport: { env: ['ANSIBLE_TRANSPORT'], ini: ['defaults.transport'], kind: 'str' },
  vaultPasswordFile: {
    env: ['ANSIBLE_VAULT_PASSWORD_FILE'],
    ini: ['defaults.vault_password_file'],
    kind: 'path',
  },
  vaultIdentityList: {
    env: ['ANSIBLE_VAULT_IDENTITY_LIST'],
    ini: ['defaults.vault_identity_list'],
    kind: 'str',
  },
  verbosity: { env: ['ANSIBLE_VERBOSITY'], ini: ['defaults.verbosity'], kind: 'int' },
} as const satisfies Record<string, Setting>;

type ValueOf<K extends Kind> = K extends 'bool'
  ? boolean
  : K extends 'int'
    ? number
    : K extends 'pathlist'
      ? string[]
      : string;

/** Settings as given; absent ones are undefined, so that the command line and the defaults fill them in. */
export type Config = {
  readonly [K in keyof typeof SETTINGS]: ValueOf<(typeof SETTINGS)[K]['kind']> | undefined;
} & { readonly file: string | undefined };

/**
 * Reads ansible.cfg (ANSIBLE_CONFIG, ./ansible.cfg, ~/.ansible.cfg, /etc/ansible/ansible.cfg: the first that
 * exists) and the environment, which outranks it. Throws DiagnosticError for values of the wrong kind.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const file = findConfig(env);
  const ini = file === undefined ? new Map<string, Entry>() : parseIni(readFileSync(file, 'utf8'));
  const config: Record<string, unknown> = { file };
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    config[name] = readSetting(setting, env, ini, file);
  }
  return config as Config;
}

interface Entry {
  readonly value: string;
  readonly line: number;
}

function findConfig(env: NodeJS.ProcessEnv): string | undefined {
  const given = env.ANSIBLE_CONFIG;
  const candidates = [
    ...(given === undefined ? [] : [given, join(given, 'ansible.cfg')]),
    resolve('ansible.cfg'),
    join(homedir(), '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  return candidates.find(isReadable);
}

function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

function parseIni(text: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let section = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const heading = /^\[([^\]]+)\]/.exec(line);
    if (heading) section = heading[1]!;
    const pair = /^([A-Za-z]\w*)\s*[=:]\s*(.*?)(?:\s+;.*)?$/.exec(line);
    if (pair) entries.set(`${section}.${pair[1]}`, { value: pair[2]!, line: index + 1 });
  }
  return entries;
}

function readSetting(
  setting: Setting,
  env: NodeJS.ProcessEnv,
  ini: Map<string, Entry>,
  file: string | undefined,
): unknown {
  for (const name of setting.env) {
    const value = env[name];
    if (value !== undefined && value !== '')
      return convert(value, setting.kind, process.cwd(), name, undefined);
  }
  for (const key of setting.ini) {
    const entry = ini.get(key);
    if (!entry) continue;
    const span = { file: displayPath(file!), line: entry.line, col: 1 };
    return convert(entry.value, setting.kind, dirname(file!), key.slice(key.indexOf('.') + 1), span);
  }
  return undefined;
}

const TRUE = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const FALSE = new Set(['n', 'no', 'off', '0', 'false', 'f']);

function convert(
  value: string,
  kind: Kind,
  base: string,
  name: string,
  span: SourceSpan | undefined,
): unknown {
  switch (kind) {
    case 'bool':
      if (TRUE.has(value.toLowerCase())) return true;
      if (FALSE.has(value.toLowerCase())) return false;
      return fail('bad-setting', `${name}: "${value}" is not a boolean`, {
        span,
        fix: 'write true or false',
      });
    case 'int':
      if (/^-?\d+$/.test(value)) return Number(value);
      return fail('bad-setting', `${name}: "${value}" is not a whole number`, {
        span,
        fix: 'write a number',
      });
    case 'path':
      return expandPath(value, base);
    case 'pathlist':
      return value
        .split(/[:,]/)
        .filter((part) => part !== '')
        .map((part) => expandPath(part, base));
    case 'str':
      return value;
  }
}

/** Expands `~` and makes a path absolute. */
export function expandPath(path: string, base: string = process.cwd()): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
  return isAbsolute(expanded) ? expanded : resolve(base, expanded);
}
