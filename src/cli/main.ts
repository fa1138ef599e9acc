import { constants } from 'node:os';
import { CommanderError } from 'commander';
import { EXIT } from '../engine/runPlaybooks.js';
import { withoutAbbreviations } from './abbreviations.js';
import { reportFailure } from './failures.js';
import { buildProgram, type ProgramName } from './program.js';
import { standardOutput } from './standardStreams.js';

/** Parses the command line and runs it; sets the exit code. */
export async function main(name: ProgramName, argv: readonly string[]): Promise<void> {
  const program = buildProgram(name);
  const verbosity = argv.reduce((sum, word) => sum + (/^-v+$/.test(word) ? word.length - 1 : 0), 0);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithReader);
  process.on('exit', () => standardOutput.flush());
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, verbosity)));
  try {
    await program.parseAsync([...argv.slice(0, 2), ...withoutAbbreviations(program, argv.slice(2))]);
  } catch (error) {
    // commander has said what is wrong itself
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = reportFailure(error, verbosity);
  } finally {
    standardOutput.flush();
  }
}

/**
 * Nobody reads on (`… | head`): the program ends at once and without words, as SIGPIPE ends others. The connections end
 * with it, and the hosts stop what they were doing.
 */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(128 + constants.signals.SIGPIPE);
}
