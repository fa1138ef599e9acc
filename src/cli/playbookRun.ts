import { runPlaybooks } from '../engine/runPlaybooks.js';
import type { EventSink, Reporter } from '../events/events.js';
import { enterLab, labOfInventories } from '../lab/enter.js';
import type { ReporterOptions } from '../report/index.js';
import type { Config } from './config.js';
import { printFindings, readSource } from './failures.js';
import { cancelOnInterrupt } from './interrupt.js';
import type { InventoryOptions } from './optionGroups.js';
import { outputGate } from './outputGate.js';
import { openProject, type Project, type ProjectOptions } from './project.js';
import { reportOptions } from './reportOptions.js';
import { standardOutput } from './standardStreams.js';

/** Playbooks ready to run, and how to run them. */
export interface PlaybookRun {
  readonly project: Project;
  readonly sink: EventSink;
  /** What a reporter of this run is made with. */
  readonly report: Partial<ReporterOptions>;
  /** Runs the playbooks, tells the reporter and ends it; returns the exit code. */
  run(reporter: Reporter, beforeRecap?: (playbook: string) => void): Promise<number>;
}

/** For an inventory of a lab: runs this program on the lab's controller and returns its exit code. */
export async function runInLab(options: InventoryOptions): Promise<number | undefined> {
  const lab = await labOfInventories([...options.inventory, ...(options.inventoryFile ?? [])]);
  return lab === undefined ? undefined : enterLab(lab);
}

/** Reads and checks playbooks; shows the findings. Throws DiagnosticError for bad input. */
export async function openPlaybookRun(
  files: readonly string[],
  options: ProjectOptions,
  config: Config,
): Promise<PlaybookRun> {
  const cancel = cancelOnInterrupt();
  let reporter: Reporter | undefined;
  const sink: EventSink = (event) => {
    reporter?.on(event);
    return event.kind === 'conversation' ? reporter?.settled?.() : standardOutput.behind();
  };
  const project = await openProject(files, options, config, sink, cancel, outputGate);
  printFindings(project.warnings, options.syntaxCheck);
  const { verbosity } = project.run.parts.options;
  return {
    project,
    sink,
    report: { gate: outputGate, verbosity, readSource, ...reportOptions(config) },
    async run(chosen, beforeRecap) {
      reporter = chosen;
      try {
        return await runPlaybooks(project.run, project.playbooks, beforeRecap);
      } finally {
        await chosen.end();
      }
    },
  };
}
