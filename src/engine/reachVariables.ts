import type { Task } from '../playbook/ast.js';
import type { Scope, Templar } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import { Undefined, type Value } from '../value/types.js';
import { boolKeyword, keywordValue } from './keywordValue.js';

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

/** The variables of the host that is connected to (the delegate's when delegated), and those of the task. */
export interface ReachScopes {
  readonly host: Scope;
  readonly task: Scope;
}

/** What variables of the host and keywords of the task say about how the host is reached. */
export class ReachVariables {
  private readonly given: ReadonlySet<string>;

  constructor(
    private readonly task: Task,
    private readonly scopes: ReachScopes,
    private readonly templar: Templar,
  ) {
    this.given = scopes.host.setAmong?.(NAME_SET) ?? NAME_SET;
  }

  /** Whether the host has the variable at all, be it empty. */
  isGiven(name: Name): boolean {
    return this.scopes.host.get(name) !== undefined;
  }

  /** The first of the variables that is set. */
  value(...names: Name[]): Value | undefined {
    for (const name of names) {
      if (!this.given.has(name)) continue;
      const value = this.scopes.host.get(name);
      if (value !== undefined && value !== null && !(value instanceof Undefined)) return value;
    }
    return undefined;
  }

  text(...names: Name[]): string | undefined {
    return optionalText(this.value(...names));
  }

  /** A keyword of the task or of what it is in, rendered with the variables of the task. */
  keyword(name: string): Value | undefined {
    const value = keywordValue(this.task, name, this.scopes.task, this.templar);
    return value === null ? undefined : value;
  }

  keywordText(name: string): string | undefined {
    return optionalText(this.keyword(name));
  }

  flag(name: string): boolean | undefined {
    return boolKeyword(this.task, name, this.scopes.task, this.templar);
  }
}

function optionalText(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : pyStr(value);
}
