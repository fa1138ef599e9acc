import { fail } from '../../diag/diagnostic.js';
import { errorText, outputText } from '../../module/output.js';
import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import type { Plan } from '../../net/linkPlan.js';
import { batchText, type Operation } from '../../net/operation.js';
import { sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';

/** Arguments that every network module shares. */
export const netnsArgs = {
  netns: {
    default: '',
    description: 'Network namespace on the target, as `ip netns` names it; empty for the host itself.',
  },
} as const satisfies ArgOptions;

/** Runs one `ip -j` query. Throws a DiagnosticError when iproute2 is missing or too old, or the namespace does not exist. */
export async function readJson(ctx: ModuleContext, netns: string, query: readonly string[]): Promise<string> {
  const result = await ctx.host.run(
    sh`command -v ip >/dev/null || exit 127; ip ${namespaceWords(netns)} -j ${query}`,
    { repeatable: true },
  );
  if (result.rc === 0) return outputText(result);
  if (result.rc === 127) {
    fail('iproute2-missing', 'iproute2 is not installed on the target', {
      span: ctx.span,
      fix: 'install the package iproute2 (iproute on Red Hat systems)',
    });
  }
  const stderr = errorText(result);
  if (/BusyBox|[Oo]ption "-?j"? .*unknown|invalid option/.test(stderr)) {
    fail('iproute2-old', "the target's ip command cannot print JSON", {
      span: ctx.span,
      fix: 'install iproute2 4.18 or newer; BusyBox ip is not enough',
    });
  }
  if (/Cannot open network namespace/.test(stderr)) {
    fail('netns-missing', `network namespace ${netns} does not exist on the target`, { span: ctx.span });
  }
  fail('ip-failed', `ip ${query.join(' ')}: ${stderr || `exit status ${result.rc}`}`, { span: ctx.span });
}

/** Turns a plan into a decision: the operations' lines are the result and the diff. */
export function decidePlan(plan: Plan): Decision<readonly Operation[]> {
  if (plan.problem !== undefined) {
    const failed = plan.fix === undefined ? plan.problem : `${plan.problem}; ${plan.fix}`;
    return { changed: false, work: [], failed };
  }
  const lines = plan.operations.map(({ describe, impact }) =>
    impact === 'disruptive' ? `${describe} (disruptive)` : describe,
  );
  return {
    changed: plan.operations.length > 0,
    work: plan.operations,
    result: { operations: lines },
    ...(lines.length > 0 && { diff: [{ prepared: lines.map((line) => `${line}\n`).join('') }] }),
  };
}

/**
 * The prediction of check mode for a device that is not there: an earlier task that would create it has not run
 * for real, so what is wanted of it counts as a change.
 */
export function decideForMissing(device: string): Decision<readonly Operation[]> {
  const line = `configure ${device} once it exists`;
  return { changed: true, work: [], result: { operations: [line] }, diff: [{ prepared: `${line}\n` }] };
}

/** Applies operations in order with one `ip -batch`; a failure names the operation that the kernel refused. */
export async function applyOperations(
  ctx: ModuleContext,
  netns: string,
  operations: readonly Operation[],
): Promise<Applied> {
  const stdin = batchText(operations.map(({ command }) => command));
  const result = await ctx.host.run(sh`ip ${namespaceWords(netns)} -batch -`, { stdin });
  if (result.rc === 0) return {};
  const stderr = errorText(result);
  const line = Number(/Command failed -:(\d+)/.exec(stderr)?.[1] ?? 1);
  const refused = operations[line - 1];
  const cause = stderr.replace(/^RTNETLINK answers: /, '').replace(/\s*Command failed.*$/s, '');
  return {
    failed: `cannot ${refused?.describe ?? 'apply the change'}: ${cause || `exit status ${result.rc}`}`,
    changed: line > 1,
    result: { command: `ip ${refused?.command.join(' ') ?? ''}` },
  };
}

function namespaceWords(netns: string): string[] {
  return netns === '' ? [] : ['-n', netns];
}
