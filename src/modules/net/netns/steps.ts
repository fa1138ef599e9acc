import { errorText } from '../../../module/output.js';
import type { Applied, ModuleContext } from '../../../module/types.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';

/** One change: its line for people and its script. */
export interface Step {
  readonly line: string;
  readonly script: Sh;
}

/** The lines of steps as result and diff. */
export function stepLines(steps: readonly Step[]) {
  const lines = steps.map(({ line }) => line);
  return {
    result: { operations: lines },
    ...(lines.length > 0 && { diff: [{ prepared: lines.map((line) => `${line}\n`).join('') }] }),
  };
}

/** Takes steps in order in one frame; the first that fails ends it and is named. */
export async function applySteps(ctx: ModuleContext, steps: readonly Step[]): Promise<Applied> {
  const scripts = steps.map(
    ({ script }, i) => sh`{ ${script}
} || { echo ${`failed ${i}`}; exit 1; }`,
  );
  const result = await ctx.host.run(joinSh(scripts, '\n'));
  if (result.rc === 0) return {};
  const index = Number(/^failed (\d+)$/m.exec(result.stdout.toString('utf8'))?.[1] ?? 0);
  const cause = errorText(result).replace(/^RTNETLINK answers: /, '') || `exit status ${result.rc}`;
  return { failed: `cannot ${steps[index]?.line ?? 'apply the change'}: ${cause}`, changed: index > 0 };
}
