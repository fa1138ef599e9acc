import type { ModuleContext } from '../../../module/types.js';
import { UnreachableError } from '../../../session/types.js';
import { sh } from '../../../shell/sh.js';
import { type Observation, type PreparedProbe, toolSays } from './kind.js';

/**
 * A connection that is opened now: the one at hand proves nothing, for it survives filters and routes that let no new
 * one in. The old connection is given up.
 */
export const sshNewProbe: PreparedProbe = {
  kind: 'ssh_new',
  line: 'new SSH connection',
  expected: 'a login',
  script: sh`:`,
  observe: (result) =>
    result.rc === 0 ? { passed: true, outcome: 'reply', seen: 'a login' } : toolSays(result),
};

/** Makes that probe. */
export async function openNewConnection(ctx: ModuleContext): Promise<Observation> {
  try {
    await ctx.host.session().reset();
    return sshNewProbe.observe(await ctx.host.run(sshNewProbe.script, { repeatable: true }));
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return { passed: false, outcome: 'none', seen: `none: ${error.message}` };
  }
}
