import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import type { GateVerdict } from '../../shell/primitives/run.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { Value } from '../../value/types.js';
import { type CommandRun, outputOf, probeGate, runGated, timesOf } from './runGated.js';

/** A command of the command or shell module, ready to run. */
export interface CommandLine {
  /** As it is returned: a list of words, or the shell text. */
  readonly shown: Value;
  readonly body: Sh;
  /** Program whose absence is reported as such; undefined for shell text. */
  readonly program: string | undefined;
  readonly chdir: string | undefined;
  readonly creates: string | undefined;
  readonly removes: string | undefined;
  readonly stdin: string | undefined;
  readonly strip: boolean;
}

export interface CommandProbe {
  readonly line: CommandLine | { readonly refused: string };
  readonly gate: GateVerdict | undefined;
}

/** Looks at creates and removes, but only where nothing will run: otherwise the run itself does. */
export async function probeCommand(line: CommandProbe['line'], ctx: ModuleContext): Promise<CommandProbe> {
  if ('refused' in line || !ctx.check) return { line, gate: undefined };
  return { line, gate: await probeGate(ctx, gateOf(line)) };
}

/** In check mode a command is skipped, unless creates or removes tell what would happen. */
export function decideCommand(probe: CommandProbe, check: boolean): Decision<CommandLine> {
  const { line, gate } = probe;
  if ('refused' in line) return { changed: false, failed: line.refused, result: { rc: 256 }, work: NOTHING };
  if (!check) return { changed: true, work: line };
  const result = { rc: 0, cmd: line.shown, start: null, end: null, delta: null, ...outputOf('', '') };
  const words = 'Command would have run if not in check mode';
  const told = line.creates !== undefined || line.removes !== undefined;
  if (gate === undefined || (gate === 'run' && !told))
    return { changed: false, skipped: words, result, work: line };
  if (gate === 'no-directory') {
    const { failed = '', result: facts } = notRun(line, gate, 'Would');
    return { changed: false, failed, result: { ...result, ...facts }, work: line };
  }
  if (gate === 'run') return { changed: true, result: { ...result, msg: words }, work: line };
  return { changed: false, result: { ...result, ...notRun(line, gate, 'Would').result }, work: line };
}

/** Runs the command: one frame. */
export async function applyCommand(line: CommandLine, ctx: ModuleContext): Promise<Applied> {
  const run = await runGated(ctx, gateOf(line), line.body, line.stdin);
  if (run.verdict !== 'run') return notRun(line, run.verdict, 'Did');
  return ran(line, run);
}

const NOTHING: CommandLine = {
  shown: null,
  body: sh`:`,
  program: undefined,
  chdir: undefined,
  creates: undefined,
  removes: undefined,
  stdin: undefined,
  strip: true,
};

function ran(line: CommandLine, run: CommandRun): Applied {
  const clean = (text: string) => (line.strip ? text.replace(/[\r\n]+$/, '') : text);
  const result: Returned = {
    cmd: line.shown,
    rc: run.rc,
    ...outputOf(clean(run.stdout), clean(run.stderr)),
    ...timesOf(run),
    msg: '',
  };
  return run.rc === 0 ? { changed: true, result } : { changed: true, result, failed: 'non-zero return code' };
}

/** The result of a command whose gate was closed. */
export function notRun(
  line: CommandLine,
  verdict: Exclude<GateVerdict, 'run'>,
  mood: 'Did' | 'Would',
): Applied {
  const base = { cmd: line.shown, start: null, end: null, delta: null, rc: 0 };
  const skip = (reason: string, path: string | undefined): Applied => ({
    changed: false,
    result: {
      ...base,
      ...outputOf(`skipped, since ${path} ${reason}`, ''),
      msg: `${mood} not run command since '${path}' ${reason}`,
    },
  });
  const cannot = (number: number, reason: string): Applied => ({
    changed: false,
    failed: `[Errno ${number}] ${reason}: b'${line.program}'`,
    result: {
      ...outputOf('', ''),
      cmd: Array.isArray(line.shown) ? line.shown.join(' ') : line.shown,
      rc: number,
    },
  });
  switch (verdict) {
    case 'creates':
      return skip('exists', line.creates);
    case 'removes':
      return skip('does not exist', line.removes);
    case 'not-found':
      return cannot(2, 'No such file or directory');
    case 'not-executable':
      return cannot(13, 'Permission denied');
    default: {
      const failed = `Unable to change directory before execution: [Errno 2] No such file or directory: b'${line.chdir}'`;
      return { changed: false, failed, result: { ...base, ...outputOf('', ''), rc: null } };
    }
  }
}

/** What decides whether a command runs. */
export function gateOf(line: CommandLine) {
  return { directory: line.chdir, creates: line.creates, removes: line.removes, executable: line.program };
}
