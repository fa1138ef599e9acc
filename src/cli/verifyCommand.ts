import type { Command } from 'commander';
import { fail } from '../diag/diagnostic.js';
import { completeOptions } from '../report/index.js';
import { VerifyReporter } from '../report/verify/reporter.js';
import { addSurveyOptions, type RunCommandOptions } from './playbookOptions.js';
import { openSurvey } from './surveyRun.js';

interface VerifyOptions extends RunCommandOptions {
  readonly json?: boolean;
}

/** `meshwright verify`: the checks of the roles, and nothing else. */
export function defineVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description(
      "run the roles' own checks (tasks/verify.yml) and nothing else; a sentence for each that fails, and exit code 2",
    );
  addSurveyOptions(command)
    .option('--json', 'as JSON')
    .action(async (files: string[], options: VerifyOptions) => {
      process.exitCode = await verifyCommand(files, options);
    });
}

async function verifyCommand(files: readonly string[], given: VerifyOptions): Promise<number> {
  const opened = await openSurvey(files, { ...given, verifyOnly: true });
  if (typeof opened === 'number') return opened;
  const { playbooks } = opened.project;
  if (playbooks.every(({ plays }) => plays.length === 0))
    fail('nothing-to-verify', 'no role of the playbooks has checks of its own', {
      fix: 'give a role tasks/verify.yml; tasks outside of roles are not run by verify',
    });
  return opened.run(new VerifyReporter(completeOptions(opened.report), given.json ?? false));
}
