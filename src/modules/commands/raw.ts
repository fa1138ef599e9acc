import { defineModule } from '../../module/define.js';
import type { Applied } from '../../module/types.js';
import { pyStr } from '../../value/repr.js';
import { outputOf, runGated } from './runGated.js';
import { shellScript } from './shell.js';

export const raw = defineModule({
  name: 'ansible.builtin.raw',
  doc: {
    short: 'Runs a command line as it is, without any further processing',
    examples: '- raw: cat /etc/os-release\n  changed_when: false\n',
    returns: { rc: 'Exit status', stdout: 'Standard output', stderr: 'Standard error' },
  },
  args: { executable: { type: 'path', description: 'Shell to use instead of /bin/sh.' } },
  freeForm: true,
  check: 'none',
  probe: async (_args, ctx) => ctx.rawArgs.get('_raw_params') ?? null,
  decide(_args, text, { check }) {
    if (text === null || pyStr(text).trim() === '')
      return { changed: false, failed: 'no command given', work: '' };
    const decision = { changed: true, work: pyStr(text) };
    return check ? { ...decision, changed: false, skipped: '' } : decision;
  },
  async apply(args, text, ctx): Promise<Applied> {
    const run = await runGated(ctx, {}, shellScript(text, args.executable));
    const result = { rc: run.rc, ...outputOf(run.stdout, run.stderr) };
    return run.rc === 0
      ? { changed: true, result }
      : { changed: true, result, failed: 'non-zero return code' };
  },
});
