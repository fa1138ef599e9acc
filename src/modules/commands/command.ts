import { defineModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { commandWords } from '../../shell/primitives/run.js';
import { sh } from '../../shell/sh.js';
import type { ArgsOf } from '../../spec/types.js';
import { pyStr } from '../../value/repr.js';
import type { Dict } from '../../value/types.js';
import { splitWords } from '../files/shellWords.js';
import { commandJob } from './commandJob.js';
import { applyCommand, type CommandProbe, decideCommand, probeCommand } from './commandLine.js';

export const runArgs = {
  cmd: { type: 'str', description: 'The command, instead of the free form.' },
  chdir: { type: 'path', description: 'Folder to run in.' },
  creates: { type: 'path', description: 'Do not run when this path (a pattern) exists.' },
  removes: { type: 'path', description: 'Only run when this path (a pattern) exists.' },
  executable: { type: 'path', description: 'Shell to use instead of /bin/sh.' },
  stdin: { type: 'str', description: 'Text for standard input.' },
  stdin_add_newline: {
    type: 'bool',
    default: true,
    description: 'End the text for standard input with a newline.',
  },
  strip_empty_ends: { type: 'bool', default: true, description: 'Drop newlines at the end of the output.' },
} as const;

const args = {
  ...runArgs,
  argv: { type: 'list', elements: 'str', description: 'The command as a list of words.' },
} as const;

export const commandReturns = {
  rc: 'Exit status',
  stdout: 'Standard output',
  stderr: 'Standard error',
  cmd: 'What was run',
  start: 'When it began (the controller’s clock)',
  end: 'When it ended',
  delta: 'How long it took',
};

export const command = defineModule({
  name: 'ansible.builtin.command',
  doc: {
    short: 'Runs a program without a shell',
    examples:
      '- command: ip -j link show\n  changed_when: false\n- command:\n    argv: [touch, "/tmp/two words"]\n    creates: /tmp/two words\n',
    returns: commandReturns,
  },
  args,
  freeForm: true,
  check: 'partial',
  job: (args, ctx) => commandJob(toLine(args, ctx)),
  probe: (args, ctx) => probeCommand(toLine(args, ctx), ctx),
  decide: (_args, probe, { check }) => decideCommand(probe, check),
  apply: (_args, line, ctx) => applyCommand(line, ctx),
});

/** The free-form text, or `cmd`. */
export function commandText(args: { readonly cmd: string | undefined }, raw: Dict): string | undefined {
  const free = raw.get('_raw_params');
  return free === undefined || free === null ? args.cmd : pyStr(free);
}

/** Text for standard input with its newline. */
export function stdinText(args: {
  readonly stdin: string | undefined;
  readonly stdin_add_newline: boolean;
}): string | undefined {
  return args.stdin !== undefined && args.stdin_add_newline ? `${args.stdin}\n` : args.stdin;
}

function toLine(
  args: ArgsOf<typeof runArgs> & { readonly argv: string[] | undefined },
  ctx: ModuleContext,
): CommandProbe['line'] {
  const text = commandText(args, ctx.rawArgs);
  if (text !== undefined && args.argv !== undefined)
    return { refused: 'only command or argv can be given, not both' };
  const words = args.argv ?? (text === undefined ? [] : splitWords(text));
  if (words.length === 0) return { refused: 'no command given' };
  if (args.executable !== undefined) ctx.warn("'executable' has no effect on command, only on shell");
  return {
    shown: [...words],
    // exec, so that a program is run and never a builtin of the shell.
    body: sh`exec ${commandWords(words)}`,
    program: words[0],
    chdir: args.chdir,
    creates: args.creates,
    removes: args.removes,
    stdin: stdinText(args),
    strip: args.strip_empty_ends,
  };
}
