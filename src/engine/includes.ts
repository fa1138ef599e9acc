import { DiagnosticError } from '../diag/diagnostic.js';
import type { TaskInfo, TaskResult } from '../events/events.js';
import { type Block, own, playOf, type Task, type TaskNode } from '../playbook/ast.js';
import { allHandlers, loadRole, roleTasks } from '../playbook/loadRole.js';
import { findTaskFile, loadTaskFile } from '../playbook/loadTasks.js';
import { roleRequest } from '../playbook/roleRequest.js';
import { isUndefinedVariable, plainFailure } from '../template/failure.js';
import { pyStr } from '../value/repr.js';
import { Dict } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { IncludedFileError, throwFound } from './includedFileError.js';
import { type Inclusion, includeRequests, isRole } from './includeRequests.js';
import type { PlayHosts } from './magic.js';
import { censored, failure, taskResult } from './results.js';
import type { Run } from './run.js';
import { toBool } from './typed.js';

/** What an include means for each host: the tasks to run next, or the result that says why there are none. */
interface IncludeOutcome {
  readonly nodes: ReadonlyMap<string, readonly (TaskNode | undefined)[]>;
  readonly results: ReadonlyMap<string, TaskResult>;
  /** What `register` gets on each host. */
  readonly values: ReadonlyMap<string, Dict>;
  /** How many files each host includes: each counts as a task that went well (roles do not). */
  readonly files: ReadonlyMap<string, number>;
  /** Hosts that fail since something cannot be loaded, whatever the result of the include itself. */
  readonly unloadable: ReadonlySet<string>;
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
  const values = new Map<string, Dict>();
  for (const host of hosts) {
    const scope = run.scope(host, task, playHosts);
    try {
      const { requests, value } = await includeRequests(run, task, info, host, scope);
      values.set(host, value);
      // Hosts share what they include alike; one host that includes a thing twice gets it twice.
      for (const [i, request] of requests.entries()) {
        const before = requests.slice(0, i).filter(({ key }) => key === request.key).length;
        const key = `${before} ${request.key}`;
        const known = inclusions.get(key);
        if (known) known.hosts.push(host);
        else inclusions.set(key, request);
      }
      if (requests.length === 0) results.set(host, emit(run, info, host, value));
    } catch (thrown) {
      const error = isUndefinedVariable(thrown) ? plainFailure(thrown) : thrown;
      const value = failure(error, task);
      values.set(host, value);
      results.set(host, emit(run, info, host, value, await ignoresErrors(run, task, scope)));
    }
  }
  const files = new Map<string, number>();
  const unloadable = new Set<string>();
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
      if (endsRun(error)) throw new IncludedFileError(error.diagnostics, { cause: error });
      // A file that cannot be included fails the host whatever `ignore_errors` says.
      for (const host of inclusion.hosts) {
        emit(run, info, host, withReason(failure(error, task)));
        unloadable.add(host);
      }
    }
  }
  return { nodes, results, values, files, unloadable };
}

/** Mistakes that ansible-core does not put down to a host. */
function endsRun(error: DiagnosticError): boolean {
  const code = error.diagnostics[0]?.code ?? '';
  return code.startsWith('yaml-') || code === 'missing-role-file';
}

/** The result of an include without a file: its message is under `reason`. */
function withReason(value: Dict): Dict {
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
