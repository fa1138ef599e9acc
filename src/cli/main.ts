import { CommanderError } from 'commander';
import { EXIT } from '../engine/runPlaybooks.js';
import { withoutAbbreviations } from './abbreviations.js';
import { reportFailure } from './failures.js';
import { buildProgram, type ProgramName } from './program.js';

/** Parses the command line and runs it; sets the exit code. */
export async function main(name: ProgramName, argv: readonly string[]): Promise<void> {
  const program = buildProgram(name);
  const verbosity = argv.reduce((sum, word) => sum + (/^-v+$/.test(word) ? word.length - 1 : 0), 0);
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, verbosity)));
  try {
    await program.parseAsync([...argv.slice(0, 2), ...withoutAbbreviations(program, argv.slice(2))]);
  } catch (error) {
    // commander has said what is wrong itself
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = reportFailure(error, verbosity);
  }
}
