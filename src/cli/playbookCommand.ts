import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { DiagnosticError } from '../diag/diagnostic.js';
import { renderDiagnostic } from '../diag/render.js';
import { EXIT, PlaybookError, runPlaybooks } from '../engine/runPlaybooks.js';
import type { EventSink, Reporter } from '../events/events.js';
import { enterLab, labOfInventories } from '../lab/enter.js';
import { createReporter, SecretGate } from '../report/index.js';
import { loadConfig } from './config.js';
import { listing } from './listings.js';
import { addPlaybookOptions, type PlaybookOptions } from './playbookOptions.js';
import { openProject } from './project.js';
import { reportOptions } from './reportOptions.js';

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
  for (const warning of config.warnings) process.stderr.write(`${renderDiagnostic(warning, readSource)}\n`);
  const cancel = cancelOnInterrupt();
  const gate = new SecretGate();
  let reporter: Reporter | undefined;
  const sink: EventSink = (event) => reporter?.on(event);
  const project = await openProject(files, options, config, sink, cancel, (text) => gate.add(text));
  for (const warning of project.warnings.filter((each) => each.severity !== 'hint' || options.syntaxCheck))
    process.stderr.write(`${renderDiagnostic(warning, readSource)}\n`);
  const lists = {
    hosts: options.listHosts ?? false,
    tasks: options.listTasks ?? false,
    tags: options.listTags ?? false,
  };
  if (options.syntaxCheck || lists.hosts || lists.tasks || lists.tags) {
    process.stdout.write(listing(project, lists));
    return EXIT.ok;
  }
  reporter = await createReporter(options.output, {
    gate,
    verbosity: project.run.parts.options.verbosity,
    readSource,
    ...reportOptions(config),
  });
  try {
    return await runPlaybooks(project.run, project.playbooks);
  } finally {
    await reporter.end();
  }
}

/** The first Ctrl-C (or TERM) cancels the run, which still prints its recap; the second ends the program. */
function cancelOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Turns what a command threw into text and an exit code. Without -vvv nobody sees a stack trace. */
export function reportFailure(thrown: unknown, verbosity: number): number {
  const running = thrown instanceof PlaybookError;
  const error = running ? thrown.cause : thrown;
  if (error instanceof DiagnosticError) {
    for (const finding of error.diagnostics)
      process.stderr.write(`${renderDiagnostic(finding, readSource)}\n`);
    return running ? EXIT.error : exitOf(error);
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: unexpected: ${message}\n`);
  if (verbosity >= 3 && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT.unexpected;
}

/** Mistakes that ansible-playbook does not count as errors of the parser. */
const EXIT_BY_CODE: Readonly<Record<string, number>> = {
  'bad-forks': EXIT.usage,
  'bad-setting': EXIT.badOption,
  'circular-role-dependency': EXIT.error,
  'missing-file': EXIT.error,
  'missing-playbook': EXIT.error,
  'missing-role': EXIT.error,
  'unknown-handler': EXIT.error,
  'unreadable-file': EXIT.error,
  'vault-damaged': EXIT.error,
  'vault-no-secret': EXIT.error,
  'vault-password-file': EXIT.error,
  'vault-password-missing': EXIT.error,
  'vault-wrong-secret': EXIT.error,
};

/** The first error decides: it is where ansible-playbook stops. */
function exitOf(error: DiagnosticError): number {
  const first = error.diagnostics.find((finding) => finding.severity === 'error');
  if (first?.code.startsWith('inventory-')) return EXIT.error;
  return EXIT_BY_CODE[first?.code ?? ''] ?? EXIT.parser;
}
