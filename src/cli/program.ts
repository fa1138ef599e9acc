import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { defineAdhocCommand } from './adhocCommand.js';
import { defineConfigCommand } from './configCommand.js';
import { defineDocCommand } from './docCommand.js';
import { defineGraphCommand } from './graphCommand.js';
import { defineInventoryCommand } from './inventoryCommand.js';
import { defineLabCommand } from './labCommand.js';
import { defineDriftCommand, definePlanCommand } from './planCommand.js';
import { definePlaybookCommand } from './playbookCommand.js';
import { defineVarsCommand } from './varsCommand.js';
import { defineVaultCommand } from './vaultCommand.js';
import { defineVerifyCommand } from './verifyCommand.js';

export type ProgramName = 'meshwright' | 'meshwright-playbook';

/** The command line of a program in bin/, with all its commands. */
export function buildProgram(name: ProgramName): Command {
  const program = new Command(name)
    .version(versionText(name), '--version')
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('--help lists the options');
  if (name === 'meshwright-playbook') definePlaybookCommand(program);
  else {
    program.description('push orchestrator for networks; runs Ansible playbooks over plain SSH');
    definePlaybookCommand(program.command('play').description('run playbooks'));
    definePlanCommand(program);
    defineDriftCommand(program);
    defineVerifyCommand(program);
    defineGraphCommand(program);
    defineLabCommand(program);
    defineDocCommand(program);
    defineAdhocCommand(program);
    defineInventoryCommand(program);
    defineVarsCommand(program);
    defineVaultCommand(program);
    defineConfigCommand(program);
    for (const command of program.commands) command.version(versionText(name), '--version');
  }
  return program;
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
