import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskInfo, TaskResult } from '../events/events.js';
import type { Effect } from '../module/types.js';
import { keyword, own, ownSpan, type Task } from '../playbook/ast.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { ModuleCall } from './callModule.js';
import { ConditionError, clauses } from './conditions.js';
import { applyInventory } from './dynamicInventory.js';
import { applyFacts } from './effects.js';
import { templatedFacts } from './factTemplates.js';
import { censored, explain } from './results.js';
import type { TaskRunner } from './taskRunner.js';
import { toInt, toNumber } from './typed.js';

/** One run of a module for one item, again and again while `until` does not hold (Ansible documentation, "Loops"). */
export class Attempts {
  constructor(
    private readonly runner: TaskRunner,
    private readonly task: Task,
    private readonly info: TaskInfo,
    private readonly scope: VariableScope,
    private readonly label: string | undefined,
  ) {}

  /** Runs the module until it is done with. `retries: N` allows N attempts more; no `retries` means 3 attempts. */
  async run(call: ModuleCall): Promise<TaskResult> {
    const { signal } = this.runner.run.parts;
    const until = own(this.task, 'until');
    if (until === undefined || until === null) return this.attempt(call, undefined);
    const retries = toInt(await this.keyword('retries'));
    const delay = toNumber(await this.keyword('delay')) ?? 5;
    const attempts = retries === undefined ? 3 : Math.max(0, retries) + 1;
    for (let attempt = 1; ; attempt++) {
      const result = await this.attempt(call, attempt);
      if (result.status === 'unreachable' || attempts === 1) return result;
      const list = clauses(until, ownSpan(this.task, 'until'));
      if (!(await this.runner.firstFalse(list, this.withResult(result.value)))) return result;
      if (attempt >= attempts) {
        result.value.set('attempts', attempts - 1);
        result.value.set('failed', true);
        return this.runner.finish(result.value, this.scope, undefined, result);
      }
      this.announce(result, attempts - attempt);
      await sleep((delay < 0 ? 1 : delay) * 1000, undefined, { signal });
    }
  }

  private announce(result: TaskResult, retriesLeft: number): void {
    this.runner.run.parts.sink({
      kind: 'retry',
      task: this.info,
      host: this.runner.host,
      retriesLeft,
      value: censored(result).value,
      ...(this.label !== undefined && { item: this.label }),
    });
  }

  private async attempt(call: ModuleCall, number: number | undefined): Promise<TaskResult> {
    const { runner, task } = this;
    const outcome = await call.run();
    const { value } = outcome;
    explain(value, outcome.diagnostics);
    const made = outcome.effects.map((effect) => this.withTemplates(effect));
    runner.effects.push(...made);
    const effects = { host: runner.host, delegate: call.delegate, effects: made };
    applyFacts(runner.run, task, effects, [runner.host]);
    const added = applyInventory(runner.run, runner.host, outcome.effects, value);
    if (added !== undefined) value.set('changed', added);
    const rc = value.get('rc');
    if (!value.has('failed')) value.set('failed', rc !== undefined && rc !== null && pyStr(rc) !== '0');
    if (number !== undefined) value.set('attempts', number);
    if (!value.has('skipped')) await this.applyResultConditions(value);
    return runner.finish(value, this.scope, undefined, {
      diffs: outcome.diffs,
      ...(outcome.network && { network: outcome.network }),
    });
  }

  private withTemplates(effect: Effect): Effect {
    if (effect.kind !== 'set-facts') return effect;
    const templates = templatedFacts(this.runner.run, this.task, this.scope, effect.facts);
    return templates ? { ...effect, templates } : effect;
  }

  /** changed_when and failed_when. One that cannot be evaluated fails the task, and says so in `…_when_result`. */
  private async applyResultConditions(value: Dict): Promise<void> {
    const within = this.withResult(value);
    for (const key of ['changed', 'failed'] as const) {
      const name = `${key}_when`;
      const condition = own(this.task, name);
      if (condition === undefined || condition === null) continue;
      if (Array.isArray(condition) && condition.length === 0) continue;
      try {
        const list = clauses(condition, ownSpan(this.task, name));
        const holds = (await this.runner.firstFalse(list, within)) === undefined;
        value.set(key, holds);
        if (key === 'failed') value.set('failed_when_result', holds);
      } catch (error) {
        if (!(error instanceof ConditionError)) throw error;
        value.set('failed', true);
        value.set(`${name}_result`, error.message);
        explain(value, error.error.diagnostics);
        return;
      }
    }
  }

  private withResult(value: Dict): VariableScope {
    const register = own(this.task, 'register');
    return typeof register === 'string' ? this.scope.with(new Dict([[register, value]])) : this.scope;
  }

  private async keyword(name: string): Promise<Value | undefined> {
    const found = keyword(this.task, name);
    return found ? this.runner.run.resolve(found.value, this.scope, found.span) : undefined;
  }
}
