import { keyword, type Task } from '../playbook/ast.js';
import { pyStr } from '../value/repr.js';
import { Dict, Undefined } from '../value/types.js';
import { ScopeDict } from '../vars/hostVars.js';
import type { VariableScope } from '../vars/scope.js';
import { connectionVars } from './connectionVars.js';
import { OMIT } from './magic.js';
import type { Run } from './run.js';
import { fieldFailure } from './taskFields.js';

/** The host a task is delegated to; undefined when it is to none, also by an empty name or `omit`. Throws DiagnosticError. */
export async function delegateOf(run: Run, task: Task, scope: VariableScope): Promise<string | undefined> {
  const found = keyword(task, 'delegate_to');
  if (!found) return undefined;
  const value = await run.resolve(found.value, scope, found.span).catch((error: unknown) => {
    throw fieldFailure('delegate_to', error);
  });
  if (value === null || value instanceof Undefined || value === '' || value === OMIT) return undefined;
  return pyStr(value);
}

/**
 * The variables of a task that is delegated: those of its own host, `ansible_delegated_vars`, and for what nothing
 * sets about the connection that of the delegate.
 */
export function delegatedScope(
  run: Run,
  { host, delegate, task }: { readonly host: string; readonly delegate: string; readonly task: Task },
  around: VariableScope,
): VariableScope {
  const { inventory, options, templar } = run.parts;
  const known = inventory.host(delegate) !== undefined;
  const own = run.scope(delegate);
  const shown = own.with(Dict.of({ inventory_hostname: host, ...(!known && { ansible_host: delegate }) }));
  const vars = new ScopeDict(shown, ['hostvars', 'vars']);
  const scope = around.with(Dict.of({ ansible_delegated_vars: new Dict([[delegate, vars]]) }));
  return scope.withDefaults(() =>
    connectionVars({ inventory, options, templar, scope: () => scope, delegate: () => own }, delegate, task),
  );
}

/** Connection variables of the delegate; a host outside the inventory is reached by its name. */
export function delegateScope(run: Run, delegate: string, task: Task, scope: VariableScope): VariableScope {
  return run.parts.inventory.host(delegate)
    ? run.scope(delegate, task).withoutDefaults()
    : strippedOfConnection(scope, delegate).withoutDefaults();
}

function strippedOfConnection(scope: VariableScope, delegate: string): VariableScope {
  const cleared = new Dict();
  for (const name of scope.names()) {
    if (/^ansible_(host|port|connection|user|password|ssh_.*|become.*)$/.test(name)) cleared.set(name, null);
  }
  cleared.set('ansible_host', delegate);
  return scope.with(cleared);
}
