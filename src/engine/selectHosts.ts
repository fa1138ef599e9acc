import { fail } from '../diag/diagnostic.js';
import { type HostOrder, select } from '../inventory/patterns.js';
import { own, ownSpan, type Play } from '../playbook/ast.js';
import type { Scope, Templar } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import { OMIT } from './magic.js';
import type { Run } from './run.js';

const ORDERS: readonly HostOrder[] = [
  'inventory',
  'reverse_inventory',
  'sorted',
  'reverse_sorted',
  'shuffle',
];

/** The hosts of a play: its pattern, narrowed by `--limit`, in the order the `order` keyword asks for (or the one given). */
export function selectHosts(run: Run, play: Play, scope: Scope, written?: HostOrder): string[] {
  const { inventory, templar, options } = run.parts;
  const at = ownSpan(play, 'hosts');
  const hosts = templar.resolve(play.hosts, scope, { at });
  const order = written ?? orderOf(play, templar, scope);
  if (hosts === OMIT || hosts === null) return [];
  const pattern = [hosts].flat(2).map(pyStr);
  return select(pattern, inventory, { limit: options.limit, order, at }).map((host) => host.name);
}

function orderOf(play: Play, templar: Templar, scope: Scope): HostOrder {
  const order = templar.resolve(own(play, 'order') ?? 'inventory', scope, { at: ownSpan(play, 'order') });
  const found = ORDERS.find((each) => each === order);
  if (found) return found;
  fail('bad-order', `invalid 'order' specified for hosts: ${pyStr(order)}`, {
    span: ownSpan(play, 'order'),
    fix: `use ${ORDERS.join(', ')}`,
  });
}
