import { EXIT } from '../engine/runPlaybooks.js';
import { loadConfig } from './config.js';
import { printFindings } from './failures.js';
import { listing } from './listings.js';
import type { RunCommandOptions } from './playbookOptions.js';
import { openPlaybookRun, type PlaybookRun, runInLab } from './playbookRun.js';

/** A check that nothing is refused in: it shows all of what is not as declared. */
export const surveyMode = { check: true, survey: true } as const;

/**
 * Opens playbooks for a command that looks at hosts; the exit code instead where nothing is left to do (a lab's
 * controller has run the command, or only the hosts were asked for). Throws DiagnosticError for bad input.
 */
export async function openSurvey(
  files: readonly string[],
  options: RunCommandOptions,
): Promise<PlaybookRun | number> {
  const elsewhere = await runInLab(options);
  if (elsewhere !== undefined) return elsewhere;
  const config = loadConfig();
  printFindings(config.warnings);
  const opened = await openPlaybookRun(files, options, config);
  if (!options.listHosts) return opened;
  process.stdout.write(listing(opened.project, { hosts: true, tasks: false, tags: false }));
  return EXIT.ok;
}
