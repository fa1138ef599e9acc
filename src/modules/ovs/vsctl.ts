import { fail } from '../../diag/diagnostic.js';
import { errorText, outputText } from '../../module/output.js';
import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';
import { type OvsRecord, parseTables } from './database.js';

/** Arguments that every Open vSwitch module shares. */
export const vsctlArgs = {
  timeout: { type: 'int', default: 5, description: 'Seconds to wait for ovs-vswitchd.' },
  database_socket: {
    description:
      'Where ovsdb-server listens, such as `unix:/run/openvswitch/db.sock`. Default: that of ovs-vsctl.',
  },
} as const satisfies ArgOptions;

interface VsctlSettings {
  readonly timeout: number;
  readonly database_socket: string | undefined;
}

/** One ovs-vsctl subcommand with its options, as words. */
export type Subcommand = readonly string[];

interface Reading {
  /** Path of ovs-vsctl on the target. */
  readonly program: string;
  /** One list of records for each query, in order. */
  readonly tables: readonly OvsRecord[][];
}

/**
 * Reads several tables in one frame and one ovs-vsctl process. Throws a DiagnosticError when Open vSwitch is
 * not installed, not running, or refuses a query.
 */
export async function readTables(
  ctx: ModuleContext,
  settings: VsctlSettings,
  queries: readonly Subcommand[],
): Promise<Reading> {
  const command = vsctl(sh`ovs-vsctl`, settings, ['--format=json'], queries);
  const result = await ctx.host.run(sh`command -v ovs-vsctl || exit 127; ${command}`, { repeatable: true });
  if (result.rc === 127) {
    fail('ovs-missing', 'ovs-vsctl is not installed on the target', {
      span: ctx.span,
      fix: 'install Open vSwitch (package openvswitch-switch on Debian, openvswitch on others)',
    });
  }
  if (result.rc !== 0) fail('ovs-failed', explain(errorText(result)), { span: ctx.span });
  const [program = 'ovs-vsctl', ...lines] = outputText(result).split('\n');
  return { program, tables: parseTables(lines.join('\n')) };
}

/** Runs subcommands as one atomic transaction of one ovs-vsctl process. */
export async function transact(
  settings: VsctlSettings,
  subcommands: readonly Subcommand[],
  ctx: ModuleContext,
): Promise<Applied> {
  const result = await ctx.host.run(vsctl(sh`ovs-vsctl`, settings, [], subcommands));
  return result.rc === 0 ? {} : { failed: explain(errorText(result)) };
}

/** The decision to run these subcommands; none means nothing is to be done. */
export function decideTransaction(
  program: string,
  settings: VsctlSettings,
  work: Subcommand[],
): Decision<Subcommand[]> {
  const commands = commandLines(program, settings, work);
  return {
    changed: work.length > 0,
    work,
    result: { commands },
    diff: [{ prepared: commands.map((line) => `${line}\n`).join('') }],
  };
}

/** The command lines as the result shows them, one for each subcommand. */
export function commandLines(
  program: string,
  settings: VsctlSettings,
  subcommands: readonly Subcommand[],
): string[] {
  return subcommands.map((words) => vsctl(sh`${program}`, settings, [], [words]).text.replace(' -- ', ' '));
}

function vsctl(
  program: Sh,
  settings: VsctlSettings,
  options: readonly string[],
  subcommands: readonly Subcommand[],
): Sh {
  const socket = settings.database_socket === undefined ? [] : [`--db=${settings.database_socket}`];
  const head = sh`${program} ${[...socket, '-t', String(settings.timeout), ...options]}`;
  return joinSh([head, ...subcommands.map((words) => sh`${words}`)], ' -- ');
}

function explain(stderr: string): string {
  const message = stderr.replace(/^.*?ovs-vsctl: /s, '').trim();
  if (/database connection failed|connection attempt failed/.test(stderr)) {
    return `Open vSwitch's database does not answer (${message}); is ovsdb-server running?`;
  }
  return `ovs-vsctl: ${message || 'it failed without saying why'}`;
}
