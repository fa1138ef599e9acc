import { defineModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { ArgsOf } from '../../spec/types.js';
import { commandReturns, commandText, runArgs, stdinText } from './command.js';
import { commandJob } from './commandJob.js';
import { applyCommand, type CommandProbe, decideCommand, probeCommand } from './commandLine.js';

export const shell = defineModule({
  name: 'ansible.builtin.shell',
  doc: {
    short: 'Runs a command line in a shell',
    examples: '- shell: "ip -o link | wc -l"\n  args:\n    executable: /bin/bash\n',
    returns: commandReturns,
  },
  args: runArgs,
  freeForm: true,
  check: 'partial',
  job: (args, ctx) => commandJob(toLine(args, ctx)),
  probe: (args, ctx) => probeCommand(toLine(args, ctx), ctx),
  decide: (_args, probe, { check }) => decideCommand(probe, check),
  apply: (_args, line, ctx) => applyCommand(line, ctx),
});

function toLine(args: ArgsOf<typeof runArgs>, ctx: ModuleContext): CommandProbe['line'] {
  const text = commandText(args, ctx.rawArgs);
  if (text === undefined || text.trim() === '') return { refused: 'no command given' };
  return {
    shown: text,
    body: shellScript(text, args.executable),
    program: undefined,
    chdir: args.chdir,
    creates: args.creates,
    removes: args.removes,
    stdin: stdinText(args),
    strip: args.strip_empty_ends,
  };
}

/**
 * Starts a shell for text that the user wrote. POSIX shells get it through the environment, because words
 * of a command line can be read by every user of the target; it is taken out again before the text runs.
 */
export function shellScript(text: string, executable = '/bin/sh'): Sh {
  if (!/(^|\/)(ba|da|a|k|mk|z)?sh$/.test(executable)) return sh`exec ${executable} -c ${text}`;
  const start = 'eval "unset mw_script\n$mw_script"';
  return sh`mw_script=${text}; export mw_script; exec ${executable} -c ${start}`;
}
