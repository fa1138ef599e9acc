import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { accumulated, type Task } from '../playbook/ast.js';
import { pyStr } from '../value/repr.js';
import { Dict } from '../value/types.js';
import { firstFalse } from './conditions.js';
import { restoreInventory } from './dynamicInventory.js';
import type { PlayBatch } from './playBatch.js';
import { taskResult } from './results.js';

/** What a meta action says when it has run, and how a skip of it ends; `each`: every host decides for itself. */
interface MetaAction {
  readonly done: string;
  readonly skip?: string;
  readonly each?: true;
  /** `when` is not looked at. */
  readonly unconditional?: true;
}

const ACTIONS = {
  clear_facts: { done: 'facts cleared', skip: ', not clearing facts and fact cache for {host}' },
  clear_host_errors: { done: 'cleared host errors', skip: ', not clearing host error state for {host}' },
  end_batch: { done: 'ending batch', skip: ', continuing current batch' },
  end_host: { done: 'ending play for {host}', skip: ', continuing execution for {host}', each: true },
  end_play: { done: 'ending play', skip: ', continuing play' },
  flush_handlers: {
    done: 'triggered running handlers for {host}',
    skip: ', not running handlers for {host}',
    each: true,
  },
  noop: { done: 'noop', each: true, unconditional: true },
  refresh_inventory: { done: 'inventory successfully refreshed', unconditional: true },
  reset_connection: { done: 'reset connection', each: true, unconditional: true },
  role_complete: { done: 'role_complete for {host}', each: true, unconditional: true },
} as const satisfies Record<string, MetaAction>;

type ActionName = keyof typeof ACTIONS;

/** Runs a `meta` task (Ansible documentation, module meta). Meta tasks have no results of their own. */
export async function runMeta(batch: PlayBatch, task: Task, hosts: string[]): Promise<void> {
  const name = nameOf(task);
  if (name === 'flush_handlers' && task.handler) {
    fail('flush-in-handler', 'flush_handlers cannot be used as a handler', {
      span: task.actionSpan ?? task.span,
    });
  }
  const concerned = task.implicit ? hosts : await concernedHosts(batch, task, name, hosts);
  for (const host of hosts) {
    if (task.handler) batch.notifications.done(task, host);
    if (name !== 'flush_handlers' || !concerned.includes(host)) batch.cursors.get(host)!.advance();
  }
  if (concerned.length > 0) await carryOut(batch, task, name, concerned);
}

function nameOf(task: Task): ActionName {
  const written = pyStr(task.args.get('_raw_params') ?? task.args.get('free_form') ?? '');
  const names = Object.keys(ACTIONS) as ActionName[];
  const name = names.find((each) => each === written);
  if (name) return name;
  fail('unknown-meta', `invalid meta action requested: ${written}`, {
    span: task.actionSpan ?? task.span,
    fix: didYouMean(written, names),
  });
}

async function carryOut(
  batch: PlayBatch,
  task: Task,
  name: ActionName,
  hosts: readonly string[],
): Promise<void> {
  const { run } = batch;
  switch (name) {
    case 'role_complete':
      for (const host of hosts) if (task.role) batch.visits.completeRole(task.role.identity, host);
      break;
    case 'flush_handlers':
      batch.flush(hosts);
      break;
    case 'clear_facts':
      for (const host of batch.all) run.parts.store.state(host).clearFacts();
      break;
    case 'clear_host_errors':
      for (const host of batch.all) batch.forgive(host);
      break;
    case 'end_host':
      for (const host of hosts) batch.endHost(host);
      break;
    case 'end_batch':
      batch.stop('done');
      break;
    case 'end_play':
      batch.stop('end-play');
      break;
    case 'reset_connection':
      await Promise.all(hosts.map((host) => run.sessions.reset(host)));
      break;
    case 'refresh_inventory':
      await run.parts.refreshInventory();
      restoreInventory(run);
      batch.refreshHosts();
      break;
    case 'noop':
      break;
  }
}

/**
 * The hosts whose `when` holds. What is shown is a heading for each host that is asked, with a line when it skips; an
 * action for all hosts asks the first one.
 */
async function concernedHosts(
  batch: PlayBatch,
  task: Task,
  name: ActionName,
  hosts: readonly string[],
): Promise<string[]> {
  const { sink, options } = batch.run.parts;
  const action: MetaAction = ACTIONS[name];
  const when = accumulated(task, 'when');
  if (action.unconditional && when.length > 0) {
    sink({ kind: 'message', level: 'warning', text: `${name} task does not support when conditional` });
  }
  const concerned: string[] = [];
  for (const host of action.each ? hosts : hosts.slice(0, 1)) {
    const info = batch.info(task, host);
    sink({ kind: 'task-start', task: info, hosts: [host] });
    const holds = action.unconditional === true || (await meets(batch, task, host));
    const said = holds ? action.done : `${name} conditional evaluated to False${action.skip ?? ''}`;
    const text = said.replace('{host}', host);
    if (options.verbosity >= 2) sink({ kind: 'message', level: 'info', text: `META: ${text}` });
    if (holds) concerned.push(...(action.each ? [host] : hosts));
    else {
      const msg = name === 'end_host' ? text.replace('False', 'false') : name;
      const value = Dict.of({ msg, skipped: true, skip_reason: text });
      const result = taskResult(value, {
        noLog: false,
        ignoreErrors: false,
        diffs: [],
        delegatedTo: undefined,
        items: undefined,
      });
      sink({ kind: 'result', task: info, host, result, loop: false });
    }
  }
  return concerned;
}

async function meets(batch: PlayBatch, task: Task, host: string): Promise<boolean> {
  const { templar } = batch.run.parts;
  const scope = batch.run.scope(host, task, batch);
  return templar.settle(() => firstFalse(accumulated(task, 'when'), scope, templar) === undefined);
}
