import type { Inventory } from '../inventory/inventory.js';
import { keyword, type Task } from '../playbook/ast.js';
import type { Scope, Templar } from '../template/types.js';
import type { Value } from '../value/types.js';
import type { MagicVars } from '../vars/scope.js';
import { keywordValue } from './keywordValue.js';
import type { RunOptions } from './options.js';

/** What the variables of the connection depend on. */
interface ConnectionVarsContext {
  readonly inventory: Inventory;
  readonly options: RunOptions;
  readonly templar: Templar;
  /** The variables of the task. */
  scope(): Scope;
  /** Those of the host that the task is delegated to: what is set there comes before keywords. */
  delegate?(): Scope;
}

/**
 * Variables of the connection that a task sees though nobody set them: how its host is reached. They are neither in
 * `vars` nor in `hostvars`.
 */
export function connectionVars(ctx: ConnectionVarsContext, host: string, task: Task): MagicVars {
  const { connection } = ctx.options;
  const said = (name: string): Value | undefined =>
    keywordValue(task, name, ctx.scope(), ctx.templar) ?? undefined;
  const ofDelegate = (...names: string[]): Value | undefined =>
    names.map((name) => ctx.delegate?.().get(name)).find((value) => value !== undefined && value !== null);
  const implicit = ctx.inventory.host(host)?.implicit === true && !ctx.delegate;
  const address = (): Value =>
    ctx.delegate
      ? (ofDelegate('ansible_host', 'ansible_ssh_host') ?? host)
      : (ctx.scope().get('ansible_host') ?? (implicit ? '127.0.0.1' : host));
  const seconds = connection.timeoutMs / 1000;
  return new Map<string, () => Value>([
    ['ansible_host', address],
    ['ansible_ssh_host', address],
    [
      'ansible_connection',
      () => ofDelegate('ansible_connection') ?? said('connection') ?? connection.connection,
    ],
    ['ansible_timeout', () => seconds],
    ['ansible_ssh_timeout', () => seconds],
    ['ansible_shell_executable', () => '/bin/sh'],
    ['ansible_pipelining', () => false],
    ...wherever('remote_user', connection.remoteUser, ['ansible_ssh_user', 'ansible_user']),
    ...wherever('port', connection.remotePort, ['ansible_ssh_port', 'ansible_port']),
    ...wherever('', connection.password, ['ansible_ssh_pass', 'ansible_password']),
    ...wherever('', connection.privateKeyFile, ['ansible_ssh_private_key_file', 'ansible_private_key_file']),
  ]);

  /** Names for what the delegate or another of the names says, a keyword or, where none does, the options. */
  function wherever(name: string, otherwise: Value | undefined, names: string[]): [string, () => Value][] {
    const scope = ctx.scope();
    const other = ctx.delegate ? undefined : names.find((each) => scope.has(each));
    const set = ofDelegate(...names);
    if ((other ?? set ?? keyword(task, name) ?? otherwise) === undefined) return [];
    const value = (): Value =>
      set ?? (other === undefined ? undefined : scope.get(other)) ?? said(name) ?? otherwise ?? null;
    return names.map((each) => [each, value]);
  }
}
