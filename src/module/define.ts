import type { Diff } from '../events/events.js';
import { checkArguments } from '../spec/check.js';
import type { ArgOptions, ArgsOf, ArgumentSpec } from '../spec/types.js';
import { Dict } from '../value/types.js';
import { diffValue } from './diffValue.js';
import type {
  Applied,
  Decision,
  Effect,
  Module,
  ModuleContext,
  ModuleOutcome,
  PlainModule,
  Returned,
  TargetModule,
} from './types.js';

/**
 * Turns a probe/decide/apply definition into a Module. Check mode, diff and plan are the same call without
 * `apply`. The argument types of the three functions follow from the `args` literal.
 */
export function defineModule<const S extends ArgOptions, P, W>(
  definition: Omit<TargetModule<S, P, W>, 'kind'>,
): Module {
  return {
    ...definition,
    kind: 'target',
    oncePerBatch: false,
    job: (raw, ctx) => definition.job?.(checkedArguments<S>(definition, raw, ctx), ctx),
    async execute(raw, ctx) {
      const args = checkedArguments<S>(definition, raw, ctx);
      const current = await definition.probe(args, ctx);
      const mode = { check: ctx.check, diff: ctx.diff, survey: ctx.settings.survey ?? false };
      const decision = definition.decide(args, current, mode);
      const done = await carryOut(decision, ctx, (work) => definition.apply(args, work, ctx));
      return decision.network ? { ...done, network: decision.network } : done;
    },
  } as Module;
}

/** The arguments in their types. Errors name the module as the task does. Throws DiagnosticError. */
function checkedArguments<S extends ArgOptions>(
  definition: Pick<ArgumentSpec, 'name' | 'args' | 'rules'>,
  raw: Dict,
  ctx: ModuleContext,
): ArgsOf<S> {
  const spec: ArgumentSpec = { ...definition, name: ctx.action ?? definition.name, kind: 'module' };
  return checkArguments(spec, raw, ctx.span) as ArgsOf<S>;
}

async function carryOut<W>(
  decision: Decision<W>,
  ctx: ModuleContext,
  apply: (work: W) => Promise<Applied>,
): Promise<ModuleOutcome> {
  const { changed, diff, result, failed, skipped } = decision;
  if (failed !== undefined) return outcome({ ...result, failed: true, msg: failed }, false, diff);
  if (skipped !== undefined) return outcome({ ...result, skipped: true, msg: skipped }, changed, diff);
  if (!changed || ctx.check) return outcome({ ...result }, changed, diff);
  return merge(await apply(decision.work), result, true, diff);
}

/** Turns a definition with a single `run` (controller-side or read-only) into a Module. */
export function definePlainModule<const S extends ArgOptions>(definition: PlainModule<S>): Module {
  return {
    ...definition,
    check: 'full',
    oncePerBatch: definition.oncePerBatch ?? false,
    async execute(raw: Dict, ctx: ModuleContext) {
      const args = checkedArguments<S>(definition, raw, ctx);
      return merge(await definition.run(args, ctx), undefined, false, undefined);
    },
  } as Module;
}

function merge(
  applied: Applied,
  decided: Returned | undefined,
  changed: boolean,
  diff: readonly Diff[] | undefined,
): ModuleOutcome {
  const returned: Returned =
    applied.failed === undefined
      ? { ...decided, ...applied.result }
      : { ...decided, ...applied.result, failed: true, msg: applied.failed };
  // A failed task counts as unchanged unless the module knows better, whatever it had set out to do.
  const counted = applied.changed ?? (changed && applied.failed === undefined);
  const whole = outcome(returned, counted, applied.diff ?? diff, applied.effects);
  return applied.diagnostics ? { ...whole, diagnostics: applied.diagnostics } : whole;
}

function outcome(
  returned: Returned,
  changed: boolean,
  diffs: readonly Diff[] = [],
  effects: readonly Effect[] = [],
): ModuleOutcome {
  const value = Dict.of(returned);
  if (!value.has('changed')) value.set('changed', changed);
  if (diffs.length > 0 && !value.has('diff')) value.set('diff', diffValue(diffs));
  return { value, diffs, effects };
}
