import { fail } from '../diag/diagnostic.js';
import type { TaskInfo } from '../events/events.js';
import type { ModuleContext, ModuleOutcome } from '../module/types.js';
import { keyword, own, ownSpan, type Task } from '../playbook/ast.js';
import { becomeWords } from '../session/becomeCommand.js';
import { shortAction } from '../value/pluginName.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { shareSpans } from '../yaml/spans.js';
import { runAsync } from './asyncTask.js';
import { type Reach, reach } from './connectionSettings.js';
import { delegatedScope, delegateOf, delegateScope } from './delegation.js';
import { taskEnvironment } from './environment.js';
import { guardEvaluated } from './evaluatedArguments.js';
import { invocationOf } from './invocation.js';
import { boolKeyword } from './keywordValue.js';
import { moduleContext } from './moduleContext.js';
import { moduleDefaults } from './moduleDefaults.js';
import { hiddenTexts, withoutHidden } from './noLogArguments.js';
import { privateKeysIn } from './privateKeys.js';
import type { ReachScopes } from './reachVariables.js';
import { refusal } from './refusal.js';
import type { Run } from './run.js';
import { checkFields, fieldFailure } from './taskFields.js';
import { withinTime } from './taskTimeout.js';
import { toInt, toNumber } from './typed.js';

/** A module with everything it needs, ready to run (several times, under `until`). */
export interface ModuleCall {
  readonly delegate: string | undefined;
  /** Where the host that does the work is reached. */
  readonly address: string;
  /** The rendered arguments. */
  readonly args: Dict;
  run(): Promise<ModuleOutcome>;
}

/** Renders everything a task needs on a host. Throws DiagnosticError. */
export async function prepareModule(
  run: Run,
  written: Task,
  info: TaskInfo,
  host: string,
  around: VariableScope,
  noLog: boolean,
): Promise<ModuleCall> {
  const { options, templar, signal } = run.parts;
  const task = await withActionName(run, written, around);
  const module = run.modules.of(task);
  await templar.settle(() => checkFields(task, around, templar));
  const delegate = await delegateOf(run, task, around);
  const scope = delegate === undefined ? around : delegatedScope(run, { host, delegate, task }, around);
  const args = await renderArguments(run, task, scope);
  for (const [key, value] of await moduleDefaults(run, task, module.name, scope))
    if (!args.has(key)) args.set(key, value);
  const hidden = hiddenTexts(module.args, args);
  for (const text of hidden) run.parts.secret(text);
  const target = delegate ?? host;
  const vars = delegate === undefined ? scope.withoutDefaults() : delegateScope(run, delegate, task, scope);
  const way = await wayTo(run, target, task, { host: vars, task: scope });
  const env = await taskEnvironment(run, task, scope).catch((error: unknown) => {
    throw fieldFailure('environment', error);
  });
  const check = await flag(run, task, 'check_mode', scope, options.check);
  const diff = await flag(run, task, 'diff', scope, options.diff);
  const timeout = keyword(task, 'timeout');
  const seconds = timeout
    ? toInt(await run.resolve(timeout.value, scope, timeout.span))
    : options.taskTimeout;
  const warnings: string[] = [];
  const context = (until: AbortSignal): ModuleContext =>
    moduleContext(
      { run, task, info, host, way, env, scope, targetScope: vars, check, diff, noLog, args, warnings },
      until,
    );
  const limit = toInt(await ownNumber(run, task, 'async', scope)) ?? 0;
  const poll = toNumber(await ownNumber(run, task, 'poll', scope)) ?? options.pollInterval;
  return {
    delegate,
    address: way.settings.address,
    args,
    run: async () => {
      warnings.length = 0;
      const work =
        limit > 0
          ? runAsync({ run, info, host, module, args, context, limit, poll })
          : withinTime(task.action, seconds ?? 0, signal, (until) => module.execute(args, context(until)));
      const outcome = await work.catch((error: unknown) => refusal(error, module, task, run));
      for (const key of privateKeysIn(outcome)) run.parts.secret(key);
      if (module.kind !== 'controller' && !module.returnsHidden) withoutHidden(outcome.value, hidden);
      if (warnings.length > 0) outcome.value.set('warnings', [...warnings]);
      // Only results of loops are registered with it whatever the verbosity.
      const told = options.verbosity >= 3 || task.loop !== undefined;
      const invocation = told ? invocationOf(module, args) : undefined;
      if (invocation && !outcome.value.has('invocation')) outcome.value.set('invocation', invocation);
      return diff ? outcome : { ...outcome, diffs: [] };
    },
  };
}

/** The way to the host that does the work; what is secret on it is made known. */
async function wayTo(run: Run, target: string, task: Task, scopes: ReachScopes): Promise<Reach> {
  const { options, sink, templar, secret } = run.parts;
  const way = await templar.settle(() => reach(target, task, scopes, templar, options.connection));
  for (const text of [way.settings.password, way.settings.privateKeyPassphrase, way.become?.password]) {
    if (text !== undefined) secret(text);
  }
  if (way.become && options.verbosity >= 4)
    sink({ kind: 'message', level: 'info', text: `<${target}> EXEC ${becomeWords(way.become)}` });
  return way;
}

async function ownNumber(
  run: Run,
  task: Task,
  name: string,
  scope: VariableScope,
): Promise<Value | undefined> {
  const value = own(task, name);
  return value === undefined ? undefined : run.resolve(value, scope, ownSpan(task, name));
}

/** `action: "{{ name }} …"`: the name of the module is known only now. */
async function withActionName(run: Run, task: Task, scope: VariableScope): Promise<Task> {
  if (!run.parts.templar.isTemplate(task.action)) return task;
  return { ...task, action: pyStr(await run.resolve(task.action, scope, task.actionSpan)) };
}

async function renderArguments(run: Run, task: Task, scope: VariableScope): Promise<Dict> {
  // Each condition of an assertion is evaluated by itself, so that a failure can name it as it was written.
  const conditions = shortAction(task.action) === 'assert' ? task.args.get('that') : undefined;
  const kept = Array.isArray(conditions) ? conditions : undefined;
  const source = kept ? withoutKey(task.args, 'that') : task.args;
  const rendered = await run.resolve(source, scope, task.actionSpan);
  const args = rendered instanceof Dict ? shareSpans(rendered, rendered.copy()) : new Dict();
  if (kept) args.set('that', kept);
  else guardEvaluated(task, args, scope, run.parts.templar);
  if (task.argsTemplate === undefined) return args;
  const more = await run.resolve(task.argsTemplate, scope, ownSpan(task, 'args'));
  if (!(more instanceof Dict)) {
    fail('bad-args', `invalid or malformed argument: '${pyStr(more)}'`, {
      span: ownSpan(task, 'args') ?? task.actionSpan,
      fix: 'give a mapping of module arguments',
    });
  }
  if (run.parts.options.injectFacts) {
    run.parts.sink({
      kind: 'message',
      level: 'warning',
      text: "'args' is a variable: whoever sets it (a fact of the host, for instance) decides about any argument of the module",
    });
  }
  return new Dict([...more, ...args]);
}

function withoutKey(args: Dict, key: string): Dict {
  const copy = shareSpans(args, args.copy());
  copy.delete(key);
  return copy;
}

async function flag(
  run: Run,
  task: Task,
  name: string,
  scope: VariableScope,
  otherwise: boolean,
): Promise<boolean> {
  const { templar } = run.parts;
  return (await templar.settle(() => boolKeyword(task, name, scope, templar))) ?? otherwise;
}
