import type { Command } from 'commander';
import { EXIT, runPlaybooks } from '../engine/runPlaybooks.js';
import type { EventSink, Reporter } from '../events/events.js';
import { enterLab, labOfInventories } from '../lab/enter.js';
import { createReporter, SecretGate } from '../report/index.js';
import { loadConfig } from './config.js';
import { printFindings, readSource } from './failures.js';
import { cancelOnInterrupt } from './interrupt.js';
import { listing } from './listings.js';
import { addPlaybookOptions, type PlaybookOptions } from './playbookOptions.js';
import { openProject } from './project.js';
import { chooseReport, reportOptions } from './reportOptions.js';
import { writeRetryFile } from './retryFile.js';

/** Makes a command run playbooks. */
export function definePlaybookCommand(command: Command): Command {
  return addPlaybookOptions(command).action(async (files: string[], options: PlaybookOptions) => {
    process.exitCode = await playbookCommand(files, options);
  });
}

/** Runs (or checks, or lists) playbooks; returns the exit code. Throws DiagnosticError for bad input. */
export async function playbookCommand(files: readonly string[], options: PlaybookOptions): Promise<number> {
  const lab = await labOfInventories([...options.inventory, ...(options.inventoryFile ?? [])]);
  if (lab !== undefined) {
    const status = await enterLab(lab);
    if (status !== undefined) return status;
  }
  const config = loadConfig();
  const { kind, additional, warnings } = chooseReport(options.output, config);
  printFindings([...config.warnings, ...warnings]);
  const cancel = cancelOnInterrupt();
  const gate = new SecretGate();
  let reporter: Reporter | undefined;
  const sink: EventSink = (event) => reporter?.on(event);
  const project = await openProject(files, options, config, sink, cancel, (text) => gate.add(text));
  printFindings(project.warnings, options.syntaxCheck);
  const lists = {
    hosts: options.listHosts ?? false,
    tasks: options.listTasks ?? false,
    tags: options.listTags ?? false,
  };
  if (options.syntaxCheck || lists.hosts || lists.tasks || lists.tags) {
    process.stdout.write(listing(project, lists));
    return EXIT.ok;
  }
  const report = {
    gate,
    verbosity: project.run.parts.options.verbosity,
    readSource,
    ...reportOptions(config),
  };
  reporter = createReporter(kind, report, additional);
  try {
    return await runPlaybooks(project.run, project.playbooks, (playbook) => {
      const out = new Set([...project.run.failed, ...project.run.unreachable]);
      const text = writeRetryFile(playbook, out, config);
      if (text !== undefined) sink({ kind: 'message', level: 'info', text });
    });
  } finally {
    await reporter.end();
  }
}
