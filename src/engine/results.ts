import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';
import type { Diff, NetworkReport, Status, TaskResult } from '../events/events.js';
import type { Task } from '../playbook/ast.js';
import { isUndefinedVariable, saidBy, TemplateFailure } from '../template/failure.js';
import { truthy } from '../value/truth.js';
import { Dict, type Value } from '../value/types.js';
import { ConditionError } from './conditions.js';

const CENSORED =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

interface ResultOptions {
  readonly noLog: boolean;
  readonly ignoreErrors: boolean;
  readonly diffs: readonly Diff[];
  readonly delegatedTo: string | undefined;
  readonly delegatedAddress?: string | undefined;
  readonly items: readonly TaskResult[] | undefined;
  readonly network?: NetworkReport | undefined;
}

const findings = new WeakMap<Dict, readonly Diagnostic[]>();

/** The result of a skipped task. */
export function skipped(reason: string): Dict {
  return Dict.of({ changed: false, skipped: true, skip_reason: reason });
}

/** The result of a task that could not be run: the message, and the findings for reporters that show places. */
export function failure(error: unknown, task: Task): Dict {
  const found = error instanceof ConditionError ? error.error : error;
  const value = Dict.of({ failed: true, msg: messageOf(error, task) });
  if (found instanceof DiagnosticError) findings.set(value, found.diagnostics);
  return value;
}

function messageOf(error: unknown, task: Task): string {
  if (error instanceof TemplateFailure && error.pyType === 'AnsibleError') return error.said;
  if (isUndefinedVariable(error)) {
    return `The task includes an option with an undefined variable. The error was: ${saidBy(error)}`;
  }
  if (error instanceof TemplateFailure) return error.said;
  if (error instanceof DiagnosticError) return error.diagnostics.map((finding) => finding.message).join('\n');
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? `the task ${task.action} failed without a message` : message;
}

/** Remembers the findings behind a failed value, for reporters that show places. */
export function explain(value: Dict, diagnostics: readonly Diagnostic[] | undefined): void {
  if (diagnostics) findings.set(value, diagnostics);
}

/** Builds the result that reporters see and `register` stores (uncensored) from what a module returned. */
export function taskResult(value: Dict, options: ResultOptions): TaskResult {
  const status = statusOf(value);
  const bad = status === 'failed' || status === 'unreachable';
  const diagnostics = findings.get(value);
  return {
    status,
    ignored: bad && options.ignoreErrors,
    value,
    diffs: options.items ? [] : options.diffs,
    noLog: options.noLog,
    ...(diagnostics && { diagnostics }),
    ...(options.network && { network: options.network }),
    ...(options.delegatedTo !== undefined && { delegatedTo: options.delegatedTo }),
    ...(options.delegatedAddress !== undefined && { delegatedAddress: options.delegatedAddress }),
  };
}

/** What reporters may see of a result: everything, or under `no_log` only whether it changed or failed. */
export function censored(result: TaskResult): TaskResult {
  if (!result.noLog) return result;
  const value = Dict.of({
    censored: CENSORED,
    changed: result.value.get('changed') ?? false,
    ...(result.value.has('failed') && { failed: result.value.get('failed') }),
    ...(result.value.has('skipped') && { skipped: result.value.get('skipped') }),
    ...(result.value.has('attempts') && { attempts: result.value.get('attempts') }),
  });
  const { item, diagnostics: _places, network: _network, ...rest } = result;
  return { ...rest, value, diffs: [], ...(item !== undefined && { item: '(censored due to no_log)' }) };
}

/**
 * What a result counts as. A condition (`failed_when`) outranks what the module or `until` said; a key that a loop's
 * result has not itself is looked for in its items.
 */
function statusOf(value: Dict): Status {
  const results = value.get('results');
  const items = Array.isArray(results) ? results.filter((item) => item instanceof Dict) : [];
  const is = (key: string): boolean =>
    value.has(key) ? truthy(value.get(key)!) : items.some((item) => truthy(item.get(key) ?? false));
  const judged = value.has('failed_when_result') || items.some((item) => item.has('failed_when_result'));
  if (is(judged ? 'failed_when_result' : 'failed')) return 'failed';
  if (is('unreachable')) return 'unreachable';
  const allSkipped = items.length > 0 && items.every((item) => truthy(item.get('skipped') ?? false));
  if (allSkipped || truthy(value.get('skipped') ?? false)) return 'skipped';
  return is('changed') ? 'changed' : 'ok';
}

/** The registered value of a loop: its items' values and what holds for all of them together. */
export function loopResult(results: readonly TaskResult[]): Dict {
  const any = (key: string): boolean => results.some((result) => truthy(result.value.get(key) ?? false));
  const value = new Dict();
  const values: Value[] = results.map((result) => result.value);
  if (results.length === 0) {
    return Dict.of({
      changed: false,
      skipped: true,
      skipped_reason: 'No items in the list',
      results: values,
    });
  }
  value.set('results', values);
  value.set('changed', any('changed'));
  const unignored = results.some((result) => result.status === 'failed');
  if (unignored) {
    value.set('failed', true);
    value.set('msg', 'One or more items failed');
  } else {
    value.set('msg', 'All items completed');
  }
  for (const key of ['warnings', 'deprecations']) {
    const all = values.flatMap((each) => (each instanceof Dict ? (each.get(key) ?? []) : []));
    if (all.length > 0) value.set(key, all);
    for (const each of values) if (each instanceof Dict) each.delete(key);
  }
  const allSkipped = results.every((result) => result.status === 'skipped');
  value.set('skipped', allSkipped);
  if (allSkipped) value.set('msg', 'All items skipped');
  return value;
}
