import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../diag/diagnostic.js';
import type { TaskInfo, TaskResult } from '../events/events.js';
import type { Effect } from '../module/types.js';
import { accumulated, keyword, type Task } from '../playbook/ast.js';
import { UnreachableError } from '../session/types.js';
import { isUndefinedVariable, plainFailure, saidBy } from '../template/failure.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { Attempts } from './attempts.js';
import { prepareModule } from './callModule.js';
import { type Clause, ConditionError, firstFalse, skippedAnyway } from './conditions.js';
import { boolKeyword } from './keywordValue.js';
import { itemKeys, itemVars, itemWritten, type LoopControl, loopControl, loopItems } from './loopItems.js';
import type { PlayHosts } from './magic.js';
import { censored, failure, loopResult, skipped, taskResult } from './results.js';
import type { Run } from './run.js';
import { fieldFailure } from './taskFields.js';

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
  /** Arguments of the module (of the last item), as far as they could be rendered. */
  readonly args: Dict;
}

/** Runs one task on one host: when → loop → arguments → module → changed_when, failed_when, until. */
export class TaskRunner {
  constructor(
    readonly run: Run,
    private readonly task: Task,
    private readonly info: TaskInfo,
    readonly host: string,
    playHosts: PlayHosts,
    /** Variables above all others. */
    extra?: Dict,
  ) {
    const scope = run.scope(host, task, playHosts);
    this.scope = extra ? scope.with(extra) : scope;
  }

  private readonly scope: VariableScope;
  readonly effects: Effect[] = [];
  private notify: string[] = [];
  private delegate: string | undefined;
  private delegateAddress: string | undefined;
  private args = new Dict();

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
      args: this.args,
    };
  }

  private async all(): Promise<TaskResult> {
    const { loop } = this.task;
    if (!loop) return this.once(this.scope, undefined);
    const { templar } = this.run.parts;
    let items: Value[];
    try {
      items = await templar.settle(() => loopItems(this.task, this.scope, templar));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      if (await skippedAnyway(this.task, this.scope, templar))
        return this.finish(skipped('Conditional result was False'), this.scope);
      throw isUndefinedVariable(error) ? plainFailure(error) : error;
    }
    return this.each(items);
  }

  private async each(items: readonly Value[]): Promise<TaskResult> {
    const { sink, templar, signal } = this.run.parts;
    const control = loopControl(this.task, this.scope, templar);
    if (items.length > 0 && this.scope.has(control.loopVar)) this.warnOfCollision(control.loopVar);
    const results: TaskResult[] = [];
    for (const [index] of items.entries()) {
      if (index > 0 && control.pause > 0) await sleep(control.pause * 1000, undefined, { signal });
      const vars = itemVars(control, items, index);
      const scope = this.scope.with(vars, itemWritten(this.task, control.loopVar, index, items.length));
      const { label, error } = await this.label(control, items[index]!, scope);
      const done = await this.once(scope, label);
      for (const key of itemKeys(control)) {
        const value = vars.get(key);
        if (value !== undefined) done.value.set(key, value);
      }
      if (error !== undefined) {
        done.value.set('failed', true);
        done.value.set('msg', `Failed to template loop_control.label: ${error}`);
      }
      const named = error === undefined ? done : await this.finish(done.value, scope, undefined, done);
      const result = { ...named, item: label };
      results.push(result);
      sink({ kind: 'item-result', task: this.info, host: this.host, result: censored(result) });
    }
    return this.finish(loopResult(results), this.scope, results);
  }

  private warnOfCollision(loopVar: string): void {
    const kind = this.task.handler ? 'HANDLER' : 'TASK';
    this.run.parts.sink({
      kind: 'message',
      level: 'warning',
      text: `${kind}: ${this.info.name}: the loop variable '${loopVar}' hides a variable of that name; give the loop another one (loop_control: loop_var)`,
    });
  }

  /** How an item is shown; a label that cannot be rendered fails the item. */
  private async label(
    control: LoopControl,
    item: Value,
    scope: VariableScope,
  ): Promise<{ label: string; error?: string }> {
    if (control.label === undefined) return { label: pyStr(item) };
    try {
      return { label: pyStr(await this.run.resolve(control.label, scope, this.task.span)) };
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return { label: pyStr(item), error: saidBy(error) };
    }
  }

  /**
   * Runs the module for the task or one item. Throws for conditions and arguments that cannot be evaluated: they end
   * the whole loop.
   */
  private async once(scope: VariableScope, label: string | undefined): Promise<TaskResult> {
    if (await this.firstFalse(this.whenClauses(), scope)) {
      return this.finish(skipped('Conditional result was False'), scope);
    }
    const noLog = await this.isHidden(scope);
    const call = await prepareModule(this.run, this.task, this.info, this.host, scope, noLog);
    this.args = call.args;
    if (call.delegate !== undefined) {
      this.delegate = call.delegate;
      this.delegateAddress = call.address;
    }
    return this.guarded(scope, async () => {
      const result = await new Attempts(this, this.task, this.info, scope, label).run(call);
      await this.collectNotify(scope);
      return result;
    });
  }

  /** Which handlers a change would notify; with a loop, those of every item. */
  private async collectNotify(scope: VariableScope): Promise<void> {
    for (const { value, span } of accumulated(this.task, 'notify')) {
      const rendered = await this.run.resolve(value, scope, span);
      for (const name of [rendered].flat()) this.notify.push(pyStr(name));
    }
  }

  private whenClauses(): Clause[] {
    return accumulated(this.task, 'when');
  }

  /** The first of several conditions that does not hold. Throws ConditionError. */
  firstFalse(list: readonly Clause[], scope: VariableScope): Promise<Clause | undefined> {
    const { templar, sink } = this.run.parts;
    for (const { value } of list) {
      if (typeof value !== 'string' || !templar.isTemplate(value)) continue;
      const text = `conditional statements should not include jinja2 templating delimiters such as {{ }} or {% %}. Found: ${value}`;
      sink({ kind: 'message', level: 'warning', text });
    }
    return templar.settle(() => firstFalse(list, scope, templar));
  }

  /** `no_log`, as the configuration has it where nothing is written. */
  private async isHidden(scope: VariableScope): Promise<boolean> {
    const written = keyword(this.task, 'no_log') !== undefined;
    return written ? this.inherited('no_log', scope) : this.run.parts.options.noLog;
  }

  private async inherited(name: string, scope: VariableScope): Promise<boolean> {
    const { templar } = this.run.parts;
    return (await templar.settle(() => boolKeyword(this.task, name, scope, templar))) ?? false;
  }

  /** `no_log` of a result; one that cannot be told hides it. */
  private async hiding(scope: VariableScope): Promise<boolean> {
    return this.isHidden(scope).catch((error: unknown) => {
      if (error instanceof DiagnosticError) return true;
      throw error;
    });
  }

  /** Whether errors are ignored, or the error of a keyword that cannot be told: it replaces the result. */
  private async lenient(name: string, scope: VariableScope): Promise<boolean | DiagnosticError> {
    return this.inherited(name, scope).catch((error: unknown) => {
      const named = fieldFailure(name, error);
      if (named instanceof DiagnosticError) return named;
      throw error;
    });
  }

  /** A result with what the task's keywords say about it. */
  async finish(
    value: Dict,
    scope: VariableScope,
    items?: readonly TaskResult[],
    more?: Partial<Pick<TaskResult, 'diffs' | 'status' | 'network'>>,
  ): Promise<TaskResult> {
    const unreachable =
      value.get('unreachable') === true || items?.some((item) => item.status === 'unreachable') === true;
    const failed = items?.filter((item) => item.status === 'failed') ?? [];
    // Keywords may depend on the item: a loop as a whole goes by what held for its items.
    const noLog = items?.length ? items.some((item) => item.noLog) : await this.hiding(scope);
    const ignoring =
      failed.length > 0
        ? failed.every((item) => item.ignored)
        : await this.lenient(unreachable ? 'ignore_unreachable' : 'ignore_errors', scope);
    const unclear = typeof ignoring === 'boolean' ? undefined : failure(ignoring, this.task);
    return taskResult(unclear ?? value, {
      noLog,
      ignoreErrors: ignoring !== false,
      diffs: more?.diffs ?? [],
      network: more?.network,
      delegatedTo: this.delegate,
      delegatedAddress: this.delegateAddress,
      items,
    });
  }

  /** An error that names the plugin in Python that is missing, where one is. */
  private explained(error: unknown): unknown {
    const { plugins } = this.run.parts.load.modules;
    const cause = error instanceof ConditionError ? error.error : error;
    const found = plugins.explainError(cause);
    return found === cause ? error : found;
  }

  /** Turns what goes wrong on the way into a failed (or unreachable) result; only a cancelled run goes on up. */
  private async guarded(scope: VariableScope, work: () => Promise<TaskResult>): Promise<TaskResult> {
    try {
      return await work();
    } catch (thrown) {
      if (this.run.parts.signal.aborted) throw thrown;
      const error = this.explained(thrown);
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
