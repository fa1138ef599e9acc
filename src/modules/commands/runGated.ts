import type { ModuleContext, Returned } from '../../module/types.js';
import { PROBE } from '../../shell/primitives/host.js';
import { type Gate, type GateVerdict, gatedScript, readVerdict } from '../../shell/primitives/run.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { Value } from '../../value/types.js';

/** What a gated command did. */
export interface CommandRun {
  readonly verdict: GateVerdict;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Controller's clock around the round trip. */
  readonly start: Date;
  readonly end: Date;
}

/** Runs `body` when its gate is open: one frame. The subshell is the body's own, so it may `exec`. */
export async function runGated(
  ctx: ModuleContext,
  gate: Gate,
  body: Sh,
  stdin?: Uint8Array | string,
): Promise<CommandRun> {
  const start = new Date();
  let first = true;
  const result = await ctx.host.run(gatedScript(gate, body), {
    ...(stdin !== undefined && { stdin }),
    signal: ctx.signal,
    ...(ctx.onOutput && {
      onOutput: (stream, chunk) => {
        // The verdict is the first byte of standard error.
        const shown = stream === 'stderr' && first ? chunk.subarray(1) : chunk;
        if (stream === 'stderr') first = false;
        if (shown.length > 0) ctx.onOutput?.(stream, shown);
      },
    }),
  });
  const { verdict, stderr } = readVerdict(result.stderr);
  const end = new Date();
  return {
    verdict,
    rc: result.rc,
    stdout: result.stdout.toString('utf8'),
    stderr: stderr.toString('utf8'),
    start,
    end,
  };
}

/** Whether the gate is open, without running anything; undefined when there is nothing to look at. */
export async function probeGate(ctx: ModuleContext, gate: Gate): Promise<GateVerdict | undefined> {
  if (gate.creates === undefined && gate.removes === undefined && gate.directory === undefined)
    return undefined;
  return readVerdict((await ctx.host.run(gatedScript(gate, sh`:`), PROBE)).stderr).verdict;
}

/** Output with its lines, as Ansible returns it. */
export function outputOf(
  stdout: string,
  stderr: string,
): Record<'stdout' | 'stderr' | 'stdout_lines' | 'stderr_lines', Value> {
  return { stdout, stderr, stdout_lines: linesOf(stdout), stderr_lines: linesOf(stderr) };
}

/** Lines as Python's splitlines gives them. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** start, end and delta in Ansible's notation. */
export function timesOf(run: CommandRun): Returned {
  return {
    start: stamp(run.start),
    end: stamp(run.end),
    delta: span(run.end.getTime() - run.start.getTime()),
  };
}

function stamp(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('T', ' ').replace('Z', '000');
}

function span(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${clock}.${String(milliseconds % 1000).padStart(3, '0')}000`;
}
