import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { accumulated, type Task } from '../playbook/ast.js';
import { pyStr } from '../value/repr.js';
import { firstFalse } from './conditions.js';
import type { PlayBatch } from './playBatch.js';
import { skipped, taskResult } from './results.js';

const ACTIONS = [
  'clear_facts',
  'clear_host_errors',
  'end_batch',
  'end_host',
  'end_play',
  'flush_handlers',
  'noop',
  'refresh_inventory',
  'reset_connection',
  'role_complete',
] as const;

/** Runs a `meta` task (Ansible documentation, module meta). Meta tasks have no results of their own. */
export async function runMeta(batch: PlayBatch, task: Task, hosts: string[]): Promise<void> {
  const name = pyStr(task.args.get('_raw_params') ?? task.args.get('free_form') ?? '');
  const action = ACTIONS.find((each) => each === name);
  if (!action) {
    fail('unknown-meta', `invalid meta action requested: ${name}`, {
      span: task.actionSpan ?? task.span,
      fix: didYouMean(name, ACTIONS),
    });
  }
  const { run } = batch;
  const { store } = run.parts;
  const concerned = task.implicit ? hosts : await concernedHosts(batch, task, action, hosts);
  if (action === 'flush_handlers') {
    batch.flush(concerned);
    for (const host of hosts) if (!concerned.includes(host)) batch.cursors.get(host)!.advance();
    return;
  }
  for (const host of hosts) batch.cursors.get(host)!.advance();
  if (action === 'role_complete') {
    for (const host of hosts) if (task.role) batch.visits.completeRole(task.role.identity, host);
    return;
  }
  if (concerned.length === 0) return;
  switch (action) {
    case 'clear_facts':
      for (const host of concerned) store.state(host).clearFacts();
      break;
    case 'clear_host_errors':
      for (const host of batch.hosts) {
        run.failed.delete(host);
        run.unreachable.delete(host);
      }
      break;
    case 'end_host':
      for (const host of concerned) batch.endHost(host);
      break;
    case 'end_batch':
      batch.stop('done');
      break;
    case 'end_play':
      batch.stop('end-play');
      break;
    case 'reset_connection':
      await Promise.all(concerned.map((host) => run.sessions.reset(host)));
      break;
    case 'refresh_inventory':
      await run.parts.refreshInventory();
      break;
    case 'noop':
      break;
  }
}

/** Actions that each host carries out for itself; the others happen once for all. */
const PER_HOST: ReadonlySet<string> = new Set(['end_host', 'flush_handlers', 'noop', 'reset_connection']);

/** The hosts whose `when` holds. What is shown is a heading for each run and a line for each host that skips. */
async function concernedHosts(
  batch: PlayBatch,
  task: Task,
  action: string,
  hosts: readonly string[],
): Promise<string[]> {
  const { run } = batch;
  const { templar, sink } = run.parts;
  const concerned: string[] = [];
  const asked = PER_HOST.has(action) ? hosts : hosts.slice(0, 1);
  for (const host of asked) {
    const info = batch.info(task, host);
    sink({ kind: 'task-start', task: info, hosts: [host] });
    const scope = run.scope(host, task, batch);
    const unmet = await templar.settle(() => firstFalse(accumulated(task, 'when'), scope, templar));
    if (!unmet) {
      concerned.push(...(PER_HOST.has(action) ? [host] : hosts));
      continue;
    }
    const result = taskResult(skipped(`${action} conditional evaluated to False`), {
      noLog: false,
      ignoreErrors: false,
      diffs: [],
      delegatedTo: undefined,
      items: undefined,
    });
    sink({ kind: 'result', task: info, host, result, loop: false });
  }
  return concerned;
}
