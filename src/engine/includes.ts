import { DiagnosticError } from '../diag/diagnostic.js';
import type { TaskInfo, TaskResult } from '../events/events.js';
import { accumulated, type Block, own, playOf, type Task, type TaskNode } from '../playbook/ast.js';
import { allHandlers, loadRole, roleTasks } from '../playbook/loadRole.js';
import { findTaskFile, loadTaskFile } from '../playbook/loadTasks.js';
import { roleRequest } from '../playbook/roleRequest.js';
import { shortAction } from '../value/pluginName.js';
import { pyRepr, pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { firstFalse } from './conditions.js';
import { IncludedFileError, throwFound } from './includedFileError.js';
import { itemVars, loopControl, loopItems } from './loopItems.js';
import type { PlayHosts } from './magic.js';
import { censored, failure, skipped, taskResult } from './results.js';
import type { Run } from './run.js';
import { toBool } from './typed.js';

/** Something one or more hosts include: a file or a role, with the variables it gets. */
interface Inclusion {
  readonly key: string;
  readonly path: string | undefined;
  readonly args: Dict;
  readonly vars: Dict;
  readonly label: string | undefined;
  readonly hosts: string[];
}

/** What an include means for each host: the tasks to run next, or the result that says why there are none. */
export interface IncludeOutcome {
  readonly nodes: ReadonlyMap<string, readonly (TaskNode | undefined)[]>;
  readonly results: ReadonlyMap<string, TaskResult>;
  /** How many files each host includes: each counts as a task that went well (roles do not). */
  readonly files: ReadonlyMap<string, number>;
}

/**
 * Runs include_tasks and include_role for a batch: hosts that include the same thing with the same variables
 * share its tasks, so that they stay in step.
 */
export async function runInclude(
  run: Run,
  task: Task,
  info: TaskInfo,
  hosts: readonly string[],
  playHosts: PlayHosts,
): Promise<IncludeOutcome> {
  const inclusions = new Map<string, Inclusion>();
  const results = new Map<string, TaskResult>();
  for (const host of hosts) {
    const scope = run.scope(host, task, playHosts);
    try {
      const requests = await requestsOf(run, task, info, host, scope);
      // Hosts share what they include alike; one host that includes a thing twice gets it twice.
      for (const [i, request] of requests.entries()) {
        const before = requests.slice(0, i).filter(({ key }) => key === request.key).length;
        const key = `${before} ${request.key}`;
        const known = inclusions.get(key);
        if (known) known.hosts.push(host);
        else inclusions.set(key, request);
      }
      if (requests.length === 0)
        results.set(host, emit(run, info, host, skipped('Conditional result was False')));
    } catch (error) {
      results.set(host, emit(run, info, host, failure(error, task), await ignoresErrors(run, task, scope)));
    }
  }
  const files = new Map<string, number>();
  const nodes = new Map<string, (TaskNode | undefined)[]>(hosts.map((host) => [host, []]));
  for (const inclusion of inclusions.values()) {
    try {
      const block = await load(run, task, inclusion, playHosts);
      if (inclusion.path !== undefined) {
        run.parts.sink({
          kind: 'include',
          file: inclusion.path,
          hosts: inclusion.hosts,
          ...(inclusion.label !== undefined && { label: inclusion.label }),
        });
        for (const host of inclusion.hosts) files.set(host, (files.get(host) ?? 0) + 1);
      }
      for (const host of hosts) nodes.get(host)!.push(inclusion.hosts.includes(host) ? block : undefined);
    } catch (error) {
      if (!(error instanceof DiagnosticError) || error instanceof IncludedFileError) throw error;
      if (isYaml(error)) throw new IncludedFileError(error.diagnostics, { cause: error });
      // A file that cannot be included fails the host whatever `ignore_errors` says.
      for (const host of inclusion.hosts) results.set(host, emit(run, info, host, withReason(error, task)));
    }
  }
  return { nodes, results, files };
}

function isYaml(error: DiagnosticError): boolean {
  return error.diagnostics[0]?.code.startsWith('yaml-') === true;
}

/** The result of an include without a file: its message is under `reason`. */
function withReason(error: DiagnosticError, task: Task): Dict {
  const value = failure(error, task);
  value.set('reason', value.get('msg') ?? '');
  value.delete('msg');
  return value;
}

async function ignoresErrors(run: Run, task: Task, scope: VariableScope): Promise<boolean> {
  const found = own(task, 'ignore_errors');
  return found === undefined ? false : toBool(await run.resolve(found, scope, task.span));
}

function emit(run: Run, info: TaskInfo, host: string, value: Dict, ignoreErrors = false): TaskResult {
  const result = taskResult(value, {
    noLog: false,
    ignoreErrors,
    diffs: [],
    delegatedTo: undefined,
    items: undefined,
  });
  run.parts.sink({ kind: 'result', task: info, host, result: censored(result), loop: false });
  return result;
}

async function requestsOf(
  run: Run,
  task: Task,
  info: TaskInfo,
  host: string,
  scope: VariableScope,
): Promise<Inclusion[]> {
  const { templar } = run.parts;
  const { loop } = task;
  if (!loop) {
    const request = await requestOf(run, task, host, scope, new Dict(), undefined);
    return request ? [request] : [];
  }
  const items = await templar.settle(() => loopItems(task, scope, templar));
  const control = loopControl(task, scope, templar);
  const requests: Inclusion[] = [];
  for (const index of items.keys()) {
    const loopVars = itemVars(control, items, index);
    const within = scope.with(loopVars);
    const label =
      control.label === undefined ? pyStr(items[index]!) : pyStr(await run.resolve(control.label, within));
    const request = await requestOf(run, task, host, within, loopVars, label);
    if (request) requests.push(request);
    else skipItem(run, info, host, label);
  }
  return requests;
}

function skipItem(run: Run, info: TaskInfo, host: string, label: string): void {
  const result = taskResult(skipped('Conditional result was False'), {
    noLog: false,
    ignoreErrors: false,
    diffs: [],
    delegatedTo: undefined,
    items: undefined,
  });
  run.parts.sink({ kind: 'item-result', task: info, host, result: { ...result, item: label } });
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
  const own = task.source.get('vars');
  const vars = new Dict([...(own instanceof Dict ? own : []), ...freeVars(task, args), ...loopVars]);
  const path = isRole(task)
    ? undefined
    : findTaskFile(task, pyStr(args.get('file') ?? args.get('_raw_params') ?? ''));
  const key = pyRepr([path ?? '', args, [...loopVars].flat()]);
  return { key, path, args, vars, label, hosts: [host] };
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
    .filter(([key]) => !['file', '_raw_params', 'apply'].includes(String(key)))
    .map(([key, value]) => [String(key), value]);
}

function isRole(task: Task): boolean {
  return shortAction(task.action) === 'include_role';
}

async function load(run: Run, task: Task, inclusion: Inclusion, playHosts: PlayHosts): Promise<Block> {
  const around = applyBlock(task, inclusion.vars);
  const target = around.apply ?? around.block;
  const findings: DiagnosticError['diagnostics'][number][] = [];
  const ctx = {
    ...run.parts.load,
    report: (finding: (typeof findings)[number]) => void findings.push(finding),
  };
  if (isRole(task)) {
    const scope = run.scope(inclusion.hosts[0]!, task, playHosts);
    const withArgs = { ...task, args: inclusion.args };
    const role = loadRole(
      ctx,
      roleRequest(withArgs, (value) => run.parts.templar.resolve(value, scope), target),
    );
    const play = playOf(task);
    play.importedRoles.push(role);
    play.handlers.push(...allHandlers(role));
    target.block.push(...roleTasks(role));
  } else {
    const path = findTaskFile(
      task,
      pyStr(inclusion.args.get('file') ?? inclusion.args.get('_raw_params') ?? ''),
    );
    target.block.push(
      ...loadTaskFile(
        ctx,
        path,
        { parent: target, role: task.role, handlers: task.handler },
        task.actionSpan,
      ),
    );
  }
  throwFound(findings);
  return around.block;
}

/** Included tasks inherit from what stands around the include and from its `apply`, not from the include itself. */
function applyBlock(task: Task, vars: Dict): { block: Block; apply: Block | undefined } {
  const shell = { span: task.span, role: task.role, rescue: [], always: [] };
  const block: Block = {
    ...shell,
    kind: 'block',
    source: new Dict(),
    parent: task.parent,
    block: [],
    includeVars: vars,
    dynamic: true,
  };
  const apply = task.args.get('apply');
  if (!(apply instanceof Dict)) return { block, apply: undefined };
  const inner: Block = { ...shell, kind: 'block', source: apply, parent: block, block: [] };
  block.block.push(inner);
  return { block, apply: inner };
}
