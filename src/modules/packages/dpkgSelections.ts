import { defineModule } from '../../module/define.js';
import { commandFailure, outputText } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';

/** Sets what dpkg is to do with a package. */
export const dpkgSelections = defineModule({
  name: 'ansible.builtin.dpkg_selections',
  doc: {
    short: 'Holds packages, or sets other selections of dpkg',
    examples: '- ansible.builtin.dpkg_selections:\n    name: linux-image-amd64\n    selection: hold\n',
    returns: { before: 'Selection before, or `not present`.', after: 'Selection afterwards.' },
  },
  args: {
    name: { required: true, description: 'Package.' },
    selection: {
      required: true,
      choices: ['install', 'hold', 'deinstall', 'purge'],
      description: 'What dpkg is to do with it.',
    },
  },
  check: 'full',

  async probe(args, ctx): Promise<string | undefined> {
    const result = await ctx.host.run(
      sh`command -v dpkg >/dev/null 2>&1 || exit 3\ndpkg --get-selections ${args.name} 2>/dev/null; :`,
      { repeatable: true },
    );
    if (result.rc === 3) return undefined;
    return outputText(result).split(/\s+/)[1] ?? 'not present';
  },

  decide(args, before): Decision {
    if (before === undefined)
      return { changed: false, failed: 'dpkg is not installed on the target', work: undefined };
    const changed = before !== args.selection;
    return { changed, work: undefined, result: { before, after: args.selection } };
  },

  async apply(args, _work, ctx): Promise<Applied> {
    const stdin = `${args.name} ${args.selection}\n`;
    const result = await ctx.host.run(sh`dpkg --set-selections`, { stdin });
    return result.rc === 0 ? {} : commandFailure('dpkg refused the selection', result);
  },
});
