import { dirname, resolve } from 'node:path';
import { type Diagnostic, fail } from '../diag/diagnostic.js';
import type { Run } from '../engine/run.js';
import { presumeDefaults } from '../engine/varsPrompt.js';
import type { EventSink } from '../events/events.js';
import type { Play } from '../playbook/ast.js';
import { checkPlays } from '../playbook/checks/checkPlays.js';
import { checkPlayFields } from '../playbook/checks/playFields.js';
import { type Collections, qualifiedName } from '../playbook/collections.js';
import { loadPlaybook } from '../playbook/loadPlaybook.js';
import { verifyPlays } from '../playbook/verifyPlays.js';
import { isFile } from '../template/files/status.js';
import type { Config } from './config.js';
import { selectedHosts } from './hostList.js';
import type { PlaybookOptions, RunCommandOptions } from './playbookOptions.js';
import { reachOf } from './reach.js';
import { openWorkspace, type Secrets } from './workspace.js';

/** The options that reading a project heeds. */
export type ProjectOptions = RunCommandOptions &
  Pick<PlaybookOptions, 'syntaxCheck' | 'listTasks' | 'listTags'>;

/** A project read and checked, ready to run or to be listed. */
export interface Project {
  readonly run: Run;
  readonly playbooks: readonly { readonly file: string; readonly plays: readonly Play[] }[];
  /** Findings that do not stop a run: warnings, and hints about what may never matter. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads inventory and playbooks and checks everything that can be checked before a connection is made. Throws a
 * DiagnosticError with all findings at once.
 */
export async function openProject(
  files: readonly string[],
  options: ProjectOptions,
  config: Config,
  sink: EventSink,
  signal: AbortSignal,
  secrets: Secrets,
): Promise<Project> {
  for (const file of files) if (!isFile(file) && !qualifiedName(file)) missingPlaybook(file);
  const { run, collections, findings } = await openWorkspace(options, config, sink, signal, secrets);
  const { load } = run.parts;
  const playbookFiles = files.map((file) => playbookFile(collections, file));
  selectedHosts(run, findings, 'all', config.localhostWarning);
  const playbooks = files.map((file, i) => {
    const plays = loadPlaybook(load, playbookFiles[i]!);
    return { file, plays: options.verifyOnly ? verifyPlays(plays) : plays };
  });
  const complete = findings.errors.length === 0;
  const plays = playbooks.flatMap((playbook) => playbook.plays);
  const listed = options.listHosts || options.listTasks || options.listTags;
  if (listed || options.syntaxCheck) {
    for (const play of plays) {
      presumeDefaults(run, play);
      checkPlayFields(load, play);
    }
  }
  if (options.syntaxCheck || !listed) {
    checkPlays(
      load,
      plays,
      // ansible-playbook --syntax-check passes what fails only in the run, and so must we
      { complete, reach: reachOf(run), certain: options.syntaxCheck && complete ? 'warning' : 'error' },
    );
  }
  findings.refuseErrors();
  return { run, playbooks, warnings: findings.all };
}

/** The file of a playbook named on the command line, by path or as `ns.col.playbook`. */
function playbookFile(collections: Collections, name: string): string {
  const file = collections.playbook(name) ?? resolve(name);
  if (!isFile(file)) missingPlaybook(name);
  if (collections.around(file) === undefined) collections.addBeside(dirname(file));
  return file;
}

function missingPlaybook(name: string): never {
  fail('missing-playbook', `the playbook: ${name} could not be found`, { fix: 'check the path' });
}
