import { fail } from '../../../diag/diagnostic.js';
import { didYouMean } from '../../../diag/suggest.js';
import type { ModuleContext } from '../../../module/types.js';
import { Dict } from '../../../value/types.js';

/**
 * The address of a host of the inventory: its variable `variable`, without a prefix length. What is no host of the inventory
 * is an address or a name already. Throws a DiagnosticError when the host lacks the variable.
 */
export function addressOf(ctx: ModuleContext, to: string, variable: string): string {
  const hosts = ctx.scope.get('hostvars');
  if (!(hosts instanceof Dict) || /^[\d.]+$|:/.test(to) || !hosts.has(to)) return to;
  const variables = hosts.get(to);
  const address = variables instanceof Dict ? variables.get(variable) : undefined;
  if (typeof address === 'string' && address !== '') return address.split('/')[0]!;
  const names = variables instanceof Dict ? [...variables.keys()].map(String) : [];
  fail('probe-address', `host ${to} has no variable ${variable} with its address`, {
    span: ctx.span,
    fix:
      didYouMean(variable, names) ?? 'name the variable with address_variable, or write the address itself',
  });
}
