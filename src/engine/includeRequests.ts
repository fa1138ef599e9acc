import { DiagnosticError } from '../diag/diagnostic.js';
import type { TaskInfo, TaskResult } from '../events/events.js';
import { accumulated, type Task } from '../playbook/ast.js';
import { findTaskFile } from '../playbook/loadTasks.js';
import { shortAction } from '../value/pluginName.js';
import { pyRepr, pyStr } from '../value/repr.js';
import { Dict, type Key, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { firstFalse, skippedAnyway } from './conditions.js';
import { itemKeys, itemVars, loopControl, loopItems } from './loopItems.js';
import { loopResult, skipped, taskResult } from './results.js';
import type { Run } from './run.js';

const FILE_KEYS: ReadonlySet<Key> = new Set(['file', '_raw_params']);
const NEUTRAL = { noLog: false, ignoreErrors: false, diffs: [], delegatedTo: undefined, items: undefined };

/** Something one or more hosts include: a file or a role, with the variables it gets. */
export interface Inclusion {
  readonly key: string;
  /** The file as it is written, without templates. */
  readonly asked: string | undefined;
  readonly path: string | undefined;
  readonly args: Dict;
  readonly vars: Dict;
  readonly label: string | undefined;
  readonly hosts: string[];
}

/** What a host includes, and what `register` gets when that can be loaded. */
interface Requests {
  readonly requests: readonly Inclusion[];
  readonly value: Dict;
}

/** What an include asks for on a host, item by item. Throws DiagnosticError for what cannot be evaluated. */
export async function includeRequests(
  run: Run,
  task: Task,
  info: TaskInfo,
  host: string,
  scope: VariableScope,
): Promise<Requests> {
  const { templar } = run.parts;
  const { loop } = task;
  if (!loop) {
    const request = await requestOf(run, task, host, scope, new Dict(), undefined);
    if (!request) return { requests: [], value: skipped('Conditional result was False') };
    const value = included(request, task);
    value.set('changed', false);
    return { requests: [request], value };
  }
  let items: Value[];
  try {
    items = await templar.settle(() => loopItems(task, scope, templar));
  } catch (error) {
    if (!(error instanceof DiagnosticError) || !(await skippedAnyway(task, scope, templar))) throw error;
    return { requests: [], value: skipped('Conditional result was False') };
  }
  const control = loopControl(task, scope, templar);
  const requests: Inclusion[] = [];
  const results: TaskResult[] = [];
  for (const index of items.keys()) {
    const loopVars = itemVars(control, items, index);
    const within = scope.with(loopVars);
    const label =
      control.label === undefined ? pyStr(items[index]!) : pyStr(await run.resolve(control.label, within));
    const request = await requestOf(run, task, host, within, loopVars, label);
    if (request) requests.push(request);
    const value = request ? included(request, task) : skipped('Conditional result was False');
    for (const key of itemKeys(control)) if (loopVars.has(key)) value.set(key, loopVars.get(key)!);
    const result = { ...taskResult(value, NEUTRAL), item: label };
    results.push(result);
    if (!request) run.parts.sink({ kind: 'item-result', task: info, host, result });
  }
  return { requests, value: loopResult(results) };
}

/** The result of an include: the file it asks for, and its other arguments. */
function included({ asked, args }: Inclusion, { args: written }: Task): Dict {
  const rest = new Dict([...args].filter(([key]) => asked === undefined || !FILE_KEYS.has(key)));
  const apply = written.get('apply');
  if (apply !== undefined) rest.set('apply', apply);
  return new Dict([...(asked === undefined ? [] : [['include', asked] as const]), ['include_args', rest]]);
}

async function requestOf(
  run: Run,
  task: Task,
  host: string,
  scope: VariableScope,
  loopVars: Dict,
  label: string | undefined,
): Promise<Inclusion | undefined> {
  const { templar } = run.parts;
  const unmet = await templar.settle(() => firstFalse(accumulated(task, 'when'), scope, templar));
  if (unmet) return undefined;
  const { args: written } = task;
  const rendered = await run.resolve(withoutApply(written), scope, task.actionSpan);
  const args = rendered instanceof Dict ? rendered : new Dict();
  const asked = isRole(task) ? undefined : pyStr(args.get('file') ?? args.get('_raw_params') ?? '');
  const own = task.source.get('vars');
  const vars = new Dict([...(own instanceof Dict ? own : []), ...freeVars(task, args), ...loopVars]);
  const path = asked === undefined ? undefined : findFile(task, asked);
  const key = pyRepr([path ?? asked ?? '', args, [...loopVars].flat()]);
  return { key, path, asked, args, vars, label, hosts: [host] };
}

/** The file as far as there is one: that it is missing counts when it is loaded. */
function findFile(task: Task, asked: string): string | undefined {
  try {
    return findTaskFile(task, asked);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

function withoutApply(args: Dict): Dict {
  const copy = args.copy();
  copy.delete('apply');
  return copy;
}

/** `include: file.yml x=1`: what is no option of the include is a variable. */
function freeVars(task: Task, args: Dict): [string, Value][] {
  if (isRole(task)) return [];
  return [...args]
    .filter(([key]) => !FILE_KEYS.has(key) && key !== 'apply')
    .map(([key, value]) => [String(key), value]);
}

/** true for include_role. */
export function isRole(task: Task): boolean {
  return shortAction(task.action) === 'include_role';
}
