import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EXIT } from '../engine/runPlaybooks.js';
import { defineAdhocCommand } from './adhocCommand.js';
import { defineConfigCommand } from './configCommand.js';
import { defineDocCommand } from './docCommand.js';
import { reportFailure } from './failures.js';
import { defineInventoryCommand } from './inventoryCommand.js';
import { defineLabCommand } from './labCommand.js';
import { definePlaybookCommand } from './playbookCommand.js';
import { defineVarsCommand } from './varsCommand.js';
import { defineVaultCommand } from './vaultCommand.js';

/** Parses the command line and runs it; sets the exit code. `name` is the program's: one of the two in bin/. */
export async function main(
  name: 'meshwright' | 'meshwright-playbook',
  argv: readonly string[],
): Promise<void> {
  const program = new Command(name)
    .version(versionText(name), '--version')
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('--help lists the options');
  if (name === 'meshwright-playbook') definePlaybookCommand(program);
  else {
    program.description('push orchestrator for networks; runs Ansible playbooks over plain SSH');
    definePlaybookCommand(program.command('play').description('run playbooks'));
    defineLabCommand(program);
    defineDocCommand(program);
    defineAdhocCommand(program);
    defineInventoryCommand(program);
    defineVarsCommand(program);
    defineVaultCommand(program);
    defineConfigCommand(program);
    for (const command of program.commands) command.version(versionText(name), '--version');
  }
  const verbosity = argv.reduce((sum, word) => sum + (/^-v+$/.test(word) ? word.length - 1 : 0), 0);
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, verbosity)));
  try {
    await program.parseAsync(argv);
  } catch (error) {
    // commander has said what is wrong itself
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    else process.exitCode = reportFailure(error, verbosity);
  }
}

/** The first line has the shape that tools which probe for Ansible look for. */
function versionText(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : '';
  return `${name} ${version}\n  runs the language of ansible-core 2.14.18`;
}
