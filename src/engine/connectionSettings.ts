import { fail } from '../diag/diagnostic.js';
import { keyword, type Task } from '../playbook/ast.js';
import type { Become, ConnectionSettings } from '../session/types.js';
import type { Templar } from '../template/types.js';
import type { Value } from '../value/types.js';
import { becomeOf } from './become.js';
import type { ConnectionDefaults } from './options.js';
import { type ReachScopes, ReachVariables } from './reachVariables.js';
import { toBool, toInt } from './typed.js';

const TRUE_LOCAL = new Set(['local', 'ansible.builtin.local']);

/** How to reach a host and as whom, for one task. */
export interface Reach {
  readonly settings: ConnectionSettings;
  readonly become: Become | undefined;
}

/**
 * Connection settings for a host (Ansible documentation, "Controlling how Ansible behaves: precedence rules"):
 * variables of the host win over keywords, keywords over the command line and configuration.
 * Keywords are rendered with the variables of the task.
 */
export function reach(
  host: string,
  task: Task,
  scopes: ReachScopes,
  templar: Templar,
  defaults: ConnectionDefaults,
): Reach {
  const variables = new ReachVariables(task, scopes, templar);
  const settings = settingsOf(host, task, variables, defaults);
  return { settings, become: becomeOf(task, variables, settings, defaults) };
}

function settingsOf(
  host: string,
  task: Task,
  variables: ReachVariables,
  defaults: ConnectionDefaults,
): ConnectionSettings {
  const isLocalhost = ['localhost', '127.0.0.1', '::1'].includes(host);
  const explicit = variables.text('ansible_connection') ?? variables.keywordText('connection');
  const implicitLocal = isLocalhost && !variables.isGiven('ansible_host') && explicit === undefined;
  const connection = explicit ?? (implicitLocal ? 'local' : defaults.connection);
  const user =
    variables.text('ansible_user', 'ansible_ssh_user') ??
    variables.keywordText('remote_user') ??
    defaults.remoteUser;
  const port = toInt(
    variables.value('ansible_port', 'ansible_ssh_port') ?? variables.keyword('port') ?? defaults.remotePort,
  );
  const password =
    variables.text('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password') ?? defaults.password;
  const keyFile =
    variables.text('ansible_ssh_private_key_file', 'ansible_private_key_file') ?? defaults.privateKeyFile;
  const passphrase = variables.text('ansible_ssh_private_key_passphrase');
  const executable = variables.text('ansible_shell_executable') ?? defaults.executable;
  const args = [
    variables.text('ansible_ssh_args') ?? defaults.sshArgs,
    variables.text('ansible_ssh_common_args'),
    variables.text('ansible_ssh_extra_args'),
  ].filter((part) => part !== undefined && part !== '');
  const timeout = toInt(variables.value('ansible_ssh_timeout', 'ansible_timeout'));
  const retries = toInt(variables.value('ansible_ssh_retries')) ?? defaults.retries ?? 0;
  const checking = variables.value('ansible_ssh_host_key_checking', 'ansible_host_key_checking');
  return {
    host,
    transport: transportOf(connection, task),
    address: variables.text('ansible_host', 'ansible_ssh_host') ?? host,
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
