import { userInfo } from 'node:os';
import { fail } from '../diag/diagnostic.js';
import { keyword, type Task } from '../playbook/ast.js';
import type { Become, ConnectionSettings } from '../session/types.js';
import type { Scope, Templar } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import { Undefined, type Value } from '../value/types.js';
import { boolKeyword, keywordValue } from './keywordValue.js';
import type { ConnectionDefaults } from './options.js';
import { toBool, toInt } from './typed.js';

/** Every variable that says how a host is reached. */
const NAMES = [
  'ansible_become',
  'ansible_become_exe',
  'ansible_become_flags',
  'ansible_become_method',
  'ansible_become_pass',
  'ansible_become_password',
  'ansible_become_user',
  'ansible_connection',
  'ansible_doas_exe',
  'ansible_doas_flags',
  'ansible_doas_pass',
  'ansible_doas_user',
  'ansible_host',
  'ansible_host_key_checking',
  'ansible_password',
  'ansible_port',
  'ansible_private_key_file',
  'ansible_shell_executable',
  'ansible_ssh_args',
  'ansible_ssh_common_args',
  'ansible_ssh_extra_args',
  'ansible_ssh_host',
  'ansible_ssh_host_key_checking',
  'ansible_ssh_pass',
  'ansible_ssh_password',
  'ansible_ssh_port',
  'ansible_ssh_private_key_file',
  'ansible_ssh_private_key_passphrase',
  'ansible_ssh_retries',
  'ansible_ssh_timeout',
  'ansible_ssh_user',
  'ansible_su_exe',
  'ansible_su_flags',
  'ansible_su_pass',
  'ansible_su_user',
  'ansible_sudo_exe',
  'ansible_sudo_flags',
  'ansible_sudo_pass',
  'ansible_sudo_user',
  'ansible_timeout',
  'ansible_user',
] as const;
type Name = (typeof NAMES)[number];
const NAME_SET: ReadonlySet<string> = new Set(NAMES);

const TRUE_LOCAL = new Set(['local', 'ansible.builtin.local']);

/** How to reach a host and as whom, for one task. */
export interface Reach {
  readonly settings: ConnectionSettings;
  readonly become: Become | undefined;
}

/** The variables of the host that is connected to (the delegate's when delegated), and those of the task. */
interface ReachScopes {
  readonly host: Scope;
  readonly task: Scope;
}

/**
 * Connection settings for a host (Ansible documentation, "Controlling how Ansible behaves: precedence rules"):
 * variables of the host win over keywords, keywords over the command line and configuration.
 * Keywords are rendered with the variables of the task.
 */
export function reach(
  host: string,
  task: Task,
  { host: vars, task: own }: ReachScopes,
  templar: Templar,
  defaults: ConnectionDefaults,
): Reach {
  const given = vars.setAmong?.(NAME_SET) ?? NAME_SET;
  const lookUp = (...names: Name[]): Value | undefined => {
    for (const name of names) {
      if (!given.has(name)) continue;
      const value = vars.get(name);
      if (value !== undefined && value !== null && !(value instanceof Undefined)) return value;
    }
    return undefined;
  };
  const text = (...names: Name[]): string | undefined => {
    const value = lookUp(...names);
    return value === undefined ? undefined : pyStr(value);
  };
  const key = (name: string): Value | undefined => {
    const value = keywordValue(task, name, own, templar);
    return value === null ? undefined : value;
  };
  const isLocalhost = ['localhost', '127.0.0.1', '::1'].includes(host);
  const explicit = text('ansible_connection') ?? optionalText(key('connection'));
  const implicitLocal = isLocalhost && vars.get('ansible_host') === undefined && explicit === undefined;
  const connection = explicit ?? (implicitLocal ? 'local' : defaults.connection);
  const user =
    text('ansible_user', 'ansible_ssh_user') ?? optionalText(key('remote_user')) ?? defaults.remoteUser;
  const port = toInt(lookUp('ansible_port', 'ansible_ssh_port') ?? key('port') ?? defaults.remotePort);
  const password = text('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password') ?? defaults.password;
  const keyFile = text('ansible_ssh_private_key_file', 'ansible_private_key_file') ?? defaults.privateKeyFile;
  const passphrase = text('ansible_ssh_private_key_passphrase');
  const executable = text('ansible_shell_executable') ?? defaults.executable;
  const args = [
    text('ansible_ssh_args') ?? defaults.sshArgs,
    text('ansible_ssh_common_args'),
    text('ansible_ssh_extra_args'),
  ].filter((part) => part !== undefined && part !== '');
  const timeout = toInt(lookUp('ansible_ssh_timeout', 'ansible_timeout'));
  const retries = toInt(lookUp('ansible_ssh_retries')) ?? defaults.retries ?? 0;
  const checking = lookUp('ansible_ssh_host_key_checking', 'ansible_host_key_checking');
  const settings: ConnectionSettings = {
    host,
    transport: transportOf(connection, task),
    address: text('ansible_host', 'ansible_ssh_host') ?? host,
    hostKeyChecking: checking === undefined ? defaults.hostKeyChecking : checkingMode(checking),
    connectTimeoutMs: timeout === undefined ? defaults.timeoutMs : timeout * 1000,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(keyFile !== undefined && { privateKeyFile: keyFile }),
    ...(passphrase !== undefined && { privateKeyPassphrase: passphrase }),
    ...(args.length > 0 && { sshArgs: args.join(' ') }),
    ...(retries > 0 && { retries }),
    ...(executable !== undefined && { executable }),
  };
  return { settings, become: becomeOf() };

  function becomeOf(): Become | undefined {
    const wanted = lookUp('ansible_become') ?? boolKeyword(task, 'become', own, templar) ?? defaults.become;
    if (!toBool(wanted)) return undefined;
    const method =
      text('ansible_become_method') ?? optionalText(key('become_method')) ?? defaults.becomeMethod;
    const short = method.replace(/^(ansible\.builtin|community\.general)\./, '');
    if (short !== 'sudo' && short !== 'su' && short !== 'doas') {
      fail('unknown-become-method', `the become method '${method}' is not known`, {
        span: task.span,
        fix: 'use sudo, su or doas',
      });
    }
    const configured = defaults.becomeMethods?.[short];
    const becomeUser =
      text(`ansible_${short}_user`, 'ansible_become_user') ??
      optionalText(key('become_user')) ??
      configured?.user ??
      defaults.becomeUser;
    const login = settings.transport === 'local' ? userInfo().username : (user ?? userInfo().username);
    if (login === becomeUser && !defaults.becomeAllowSameUser) return undefined;
    const secret =
      text(`ansible_${short}_pass`, 'ansible_become_pass', 'ansible_become_password') ??
      defaults.becomePassword ??
      configured?.password;
    const flags =
      text(`ansible_${short}_flags`, 'ansible_become_flags') ??
      optionalText(key('become_flags')) ??
      configured?.flags ??
      defaults.becomeFlags;
    const exe =
      text(`ansible_${short}_exe`, 'ansible_become_exe') ??
      optionalText(key('become_exe')) ??
      configured?.executable ??
      defaults.becomeExecutable;
    return {
      method: short,
      user: becomeUser,
      ...(secret !== undefined && { password: secret }),
      ...(flags !== undefined && { flags }),
      ...(exe !== undefined && { executable: exe }),
    };
  }
}

function transportOf(connection: string, task: Task): ConnectionSettings['transport'] {
  if (TRUE_LOCAL.has(connection)) return 'local';
  const short = connection.replace(/^ansible\.(builtin|netcommon)\./, '');
  if (['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'libssh'].includes(short)) return 'ssh';
  if (short === 'openssh' || short === 'ssh2') return short;
  fail('unknown-connection', `the connection plugin '${connection}' is not known`, {
    span: keyword(task, 'connection')?.span ?? task.span,
    fix: 'use ssh, openssh or local',
  });
}

function checkingMode(value: Value): ConnectionSettings['hostKeyChecking'] {
  return value === 'accept-new' ? 'accept-new' : toBool(value) ? 'yes' : 'no';
}

function optionalText(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : pyStr(value);
}
