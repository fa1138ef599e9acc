import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../diag/diagnostic.js';
import type { TaskInfo, TaskResult } from '../events/events.js';
import type { Effect } from '../module/types.js';
import { accumulated, keyword, own, ownSpan, type Task } from '../playbook/ast.js';
import { UnreachableError } from '../session/types.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { type ModuleCall, prepareModule } from './callModule.js';
import { type Clause, ConditionError, clauses, firstFalse } from './conditions.js';
import { applyFacts } from './effects.js';
import { itemVars, type LoopControl, loopControl, loopItems } from './loopItems.js';
import type { PlayHosts } from './magic.js';
import { censored, explain, failure, loopResult, skipped, taskResult } from './results.js';
import type { Run } from './run.js';
import { toBool, toInt, toNumber } from './typed.js';

/** What came of a task on one host. */
export interface TaskOutcome {
  readonly host: string;
  readonly result: TaskResult;
  readonly loop: boolean;
  readonly effects: readonly Effect[];
  /** Handler names to notify, rendered. */
  readonly notify: readonly string[];
  /** The host facts and effects go to, when it is not the host itself. */
  readonly delegate: string | undefined;
}

/** Runs one task on one host: when → loop → arguments → module → changed_when, failed_when, until. */
export class TaskRunner {
  constructor(
    private readonly run: Run,
    private readonly task: Task,
    private readonly info: TaskInfo,
    private readonly host: string,
    playHosts: PlayHosts,
  ) {
    this.scope = run.scope(host, task, playHosts);
  }

  private readonly scope: VariableScope;
  private effects: Effect[] = [];
  private notify: string[] = [];
  private delegate: string | undefined;

  async execute(): Promise<TaskOutcome> {
    const result = await this.guarded(this.scope, () => this.all());
    const loop = this.task.loop !== undefined;
    return {
      host: this.host,
      result,
      loop,
      effects: this.effects,
      notify: this.notify,
      delegate: this.delegate,
    };
  }

  private async all(): Promise<TaskResult> {
    const { loop } = this.task;
    if (!loop) return this.once(this.scope, undefined);
    const { templar } = this.run.parts;
    let items: Value[];
    try {
      items = await templar.settle(() => loopItems(loop, this.scope, templar));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      if (await this.skippedAnyway()) return this.finish(skipped('Conditional result was False'), this.scope);
      throw error;
    }
    return this.each(items);
  }

  /** A loop over something undefined is fine when the task is skipped all the same. */
  private async skippedAnyway(): Promise<boolean> {
    try {
      return (await this.firstFalse(this.whenClauses(), this.scope)) !== undefined;
    } catch (error) {
      if (error instanceof ConditionError) return false;
      throw error;
    }
  }

  private async each(items: readonly Value[]): Promise<TaskResult> {
    const { sink, templar, signal } = this.run.parts;
    const control = loopControl(this.task, this.scope, templar);
    const results: TaskResult[] = [];
    for (const [index] of items.entries()) {
      if (index > 0 && control.pause > 0) await sleep(control.pause * 1000, undefined, { signal });
      const scope = this.scope.with(itemVars(control, items, index));
      const label = await this.label(control, items[index]!, scope);
      const once = await this.guarded(scope, () => this.once(scope, label));
      const result = { ...once, item: label };
      for (const key of [
        control.loopVar,
        'ansible_loop_var',
        control.indexVar,
        'ansible_index_var',
        'ansible_loop',
      ]) {
        const value = key === undefined ? undefined : scope.get(key);
        if (value !== undefined) result.value.set(key!, value);
      }
      results.push(result);
      sink({ kind: 'item-result', task: this.info, host: this.host, result: censored(result) });
      if (result.status === 'unreachable') return result;
    }
    return this.finish(loopResult(results), this.scope, results);
  }

  private async label(control: LoopControl, item: Value, scope: VariableScope): Promise<string> {
    if (control.label === undefined) return pyStr(item);
    return pyStr(await this.run.resolve(control.label, scope, this.task.span));
  }

  private async once(scope: VariableScope, label: string | undefined): Promise<TaskResult> {
    if (await this.firstFalse(this.whenClauses(), scope)) {
      return this.finish(skipped('Conditional result was False'), scope);
    }
    const call = await prepareModule(
      this.run,
      this.task,
      this.info,
      this.host,
      scope,
      await this.inherited('no_log', scope),
    );
    if (call.delegate !== undefined) this.delegate = call.delegate;
    const until = own(this.task, 'until');
    return until === undefined ? this.attempt(call, scope) : this.retry(call, scope, until, label);
  }

  private async retry(
    call: ModuleCall,
    scope: VariableScope,
    until: Value,
    label: string | undefined,
  ): Promise<TaskResult> {
    const { signal, sink } = this.run.parts;
    const retries = toInt(await this.ownKeyword('retries', scope)) ?? 3;
    const delay = toNumber(await this.ownKeyword('delay', scope)) ?? 5;
    const attempts = Math.max(1, retries + (own(this.task, 'retries') === undefined ? 0 : 1));
    for (let attempt = 1; ; attempt++) {
      const result = await this.attempt(call, scope);
      result.value.set('attempts', attempt);
      if (result.status === 'unreachable') return result;
      const met = await this.firstFalse(
        clauses(until, ownSpan(this.task, 'until')),
        this.withResult(scope, result.value),
      );
      if (!met) return result;
      if (attempt >= attempts) {
        result.value.set('failed', true);
        result.value.set('attempts', attempts - 1);
        return this.finish(result.value, scope, undefined, result);
      }
      sink({
        kind: 'retry',
        task: this.info,
        host: this.host,
        retriesLeft: attempts - attempt,
        value: censored(result).value,
        ...(label !== undefined && { item: label }),
      });
      await sleep(delay * 1000, undefined, { signal });
    }
  }

  private async attempt(call: ModuleCall, scope: VariableScope): Promise<TaskResult> {
    const outcome = await call.run();
    const { value } = outcome;
    explain(value, outcome.diagnostics);
    this.effects.push(...outcome.effects);
    applyFacts(this.run, this.task, { host: this.host, delegate: this.delegate, effects: outcome.effects }, [
      this.host,
    ]);
    if (!value.has('failed')) value.set('failed', false);
    await this.applyResultConditions(value, scope);
    const result = await this.finish(value, scope, undefined, { diffs: outcome.diffs });
    if (value.get('changed') === true && result.status !== 'failed') await this.collectNotify(scope);
    return result;
  }

  private async applyResultConditions(value: Dict, scope: VariableScope): Promise<void> {
    const within = this.withResult(scope, value);
    for (const [name, key] of [
      ['changed_when', 'changed'],
      ['failed_when', 'failed'],
    ] as const) {
      const condition = own(this.task, name);
      if (condition === undefined || condition === null) continue;
      if (Array.isArray(condition) && condition.length === 0) continue;
      const holds =
        (await this.firstFalse(clauses(condition, ownSpan(this.task, name)), within)) === undefined;
      value.set(key, holds);
      if (key === 'failed') value.set('failed_when_result', holds);
    }
  }

  private withResult(scope: VariableScope, value: Dict): VariableScope {
    const register = own(this.task, 'register');
    return typeof register === 'string' ? scope.with(new Dict([[register, value]])) : scope;
  }

  private async collectNotify(scope: VariableScope): Promise<void> {
    for (const { value, span } of accumulated(this.task, 'notify')) {
      const rendered = await this.run.resolve(value, scope, span);
      for (const name of [rendered].flat()) this.notify.push(pyStr(name));
    }
  }

  private whenClauses(): Clause[] {
    return accumulated(this.task, 'when');
  }

  private firstFalse(list: readonly Clause[], scope: VariableScope): Promise<Clause | undefined> {
    const { templar } = this.run.parts;
    return templar.settle(() => firstFalse(list, scope, templar));
  }

  private async ownKeyword(name: string, scope: VariableScope): Promise<Value | undefined> {
    const value = own(this.task, name);
    return value === undefined ? undefined : this.run.resolve(value, scope, ownSpan(this.task, name));
  }

  private async inherited(name: string, scope: VariableScope): Promise<boolean> {
    const found = keyword(this.task, name);
    return found ? toBool(await this.run.resolve(found.value, scope, found.span)) : false;
  }

  private async finish(
    value: Dict,
    scope: VariableScope,
    items?: readonly TaskResult[],
    more?: Partial<Pick<TaskResult, 'diffs' | 'status'>>,
  ): Promise<TaskResult> {
    const unreachable = value.get('unreachable') === true;
    const failed = items?.filter((item) => item.status === 'failed') ?? [];
    // Keywords may depend on the item: a loop as a whole goes by what held for its items.
    const noLog = items?.length ? items.some((item) => item.noLog) : await this.inherited('no_log', scope);
    const ignoreErrors =
      failed.length > 0
        ? failed.every((item) => item.ignored)
        : await this.inherited(unreachable ? 'ignore_unreachable' : 'ignore_errors', scope);
    return taskResult(value, {
      noLog,
      ignoreErrors,
      diffs: more?.diffs ?? [],
      delegatedTo: this.delegate,
      items,
    });
  }

  /** Turns what goes wrong on the way into a failed (or unreachable) result; only a cancelled run goes on up. */
  private async guarded(scope: VariableScope, work: () => Promise<TaskResult>): Promise<TaskResult> {
    try {
      return await work();
    } catch (error) {
      if (this.run.parts.signal.aborted) throw error;
      return this.finish(
        error instanceof UnreachableError ? unreachable(error) : failure(error, this.task),
        scope,
      );
    }
  }
}

function unreachable(error: UnreachableError): Dict {
  return Dict.of({ changed: false, msg: error.message, unreachable: true });
}
