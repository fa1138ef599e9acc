import { errorText, outputText } from '../../module/output.js';
import type { Applied, ModuleContext } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';

/** One command of a change, and the words that name it when it fails. */
export interface Step {
  readonly command: Sh;
  /** `start service nginx`. */
  readonly doing: string;
  /** The next step follows whatever this one says. */
  readonly mayFail?: boolean;
}

/** Status that tells which step failed; systemctl and init scripts use none as high. */
const FIRST_STEP = 200;

/** Runs steps in order in one frame; the first failure ends it and is named. */
export async function runSteps(ctx: ModuleContext, steps: readonly Step[]): Promise<Applied> {
  const lines = steps.map(({ command, mayFail }, i) =>
    mayFail ? sh`${command} || :` : sh`${command} || exit ${FIRST_STEP + i}`,
  );
  const result = await ctx.host.run(joinSh(lines, '\n'));
  if (result.rc === 0) return {};
  const failed = steps[result.rc - FIRST_STEP];
  const cause = errorText(result) || outputText(result).trim() || `exit status ${result.rc}`;
  return { failed: `Unable to ${failed?.doing ?? 'change the service'}: ${cause}` };
}
