import type { Command } from 'commander';
import { EXIT } from '../engine/runPlaybooks.js';
import { createReporter } from '../report/index.js';
import { loadConfig } from './config.js';
import { printFindings } from './failures.js';
import { listing } from './listings.js';
import { addPlaybookOptions, type PlaybookOptions } from './playbookOptions.js';
import { openPlaybookRun, runInLab } from './playbookRun.js';
import { chooseReport } from './reportOptions.js';
import { writeRetryFile } from './retryFile.js';

/** Makes a command run playbooks. */
export function definePlaybookCommand(command: Command): Command {
  return addPlaybookOptions(command).action(async (files: string[], options: PlaybookOptions) => {
    process.exitCode = await playbookCommand(files, options);
  });
}

/** Runs (or checks, or lists) playbooks; returns the exit code. Throws DiagnosticError for bad input. */
async function playbookCommand(files: readonly string[], options: PlaybookOptions): Promise<number> {
  const status = await runInLab(options);
  if (status !== undefined) return status;
  const config = loadConfig();
  const { kind, additional, warnings } = chooseReport(options.output, config);
  printFindings([...config.warnings, ...warnings]);
  const opened = await openPlaybookRun(files, options, config);
  const { project, sink } = opened;
  const lists = {
    hosts: options.listHosts ?? false,
    tasks: options.listTasks ?? false,
    tags: options.listTags ?? false,
  };
  if (options.syntaxCheck || lists.hosts || lists.tasks || lists.tags) {
    process.stdout.write(listing(project, lists));
    return EXIT.ok;
  }
  return opened.run(createReporter(kind, opened.report, additional), (playbook) => {
    const out = new Set([...project.run.failed, ...project.run.unreachable]);
    const text = writeRetryFile(playbook, out, config);
    if (text !== undefined) sink({ kind: 'message', level: 'info', text });
  });
}
