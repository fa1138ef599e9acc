import { join } from 'node:path';
import type { Command } from 'commander';
import { DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import { EXIT, runPlaybooks } from '../engine/runPlaybooks.js';
import type { EventSink, Reporter } from '../events/events.js';
import type { Play } from '../playbook/ast.js';
import { checkPlays } from '../playbook/checks/checkPlays.js';
import { loadPlay } from '../playbook/loadPlaybook.js';
import {
  type AdditionalCallback,
  createReporter,
  type ReporterKind,
  stdoutCallback,
} from '../report/index.js';
import { loads } from '../value/json.js';
import { shortAction } from '../value/pluginName.js';
import { Dict, type Value } from '../value/types.js';
import { type Config, expandPath, loadConfig } from './config.js';
import { printFindings, readSource } from './failures.js';
import { selectedHosts } from './hostList.js';
import { cancelOnInterrupt } from './interrupt.js';
import {
  addBecomeOptions,
  addConnectionOptions,
  addExtraVarsOption,
  addInventoryOptions,
  addLimitOptions,
  addPlaybookDirOption,
  addTaskOptions,
  addVaultOptions,
  addVerbosityOption,
  number,
  type PlaybookDirOptions,
  playbookDirectory,
} from './optionGroups.js';
import { outputGate } from './outputGate.js';
import type { RunCommandOptions } from './playbookOptions.js';
import { reachOf } from './reach.js';
import { chooseReport, reportOptions } from './reportOptions.js';
import { standardOutput } from './standardStreams.js';
import { openWorkspace, type Workspace } from './workspace.js';

interface AdhocOptions extends RunCommandOptions, PlaybookDirOptions {
  readonly moduleName?: string;
  readonly args?: string;
  readonly background?: number;
  readonly poll?: number;
  readonly oneLine?: boolean;
  readonly tree?: string;
  readonly taskTimeout?: number;
}

/** Modules that do nothing without arguments. */
const NEED_ARGUMENTS: ReadonlySet<string> = new Set(['command', 'shell', 'raw', 'script']);
const INCLUDES: ReadonlySet<string> = new Set([
  'include_role',
  'import_role',
  'include_tasks',
  'import_tasks',
  'include',
]);

/** `meshwright adhoc`: one task on the hosts of a pattern, as `ansible` runs it. */
export function defineAdhocCommand(program: Command): void {
  const command = program
    .command('adhoc')
    .description('run one module on the hosts of a pattern')
    .argument('<pattern>', 'the hosts')
    .option('-m, --module-name <name>', 'the module (default command)')
    .option('-a, --args <arguments>', 'its arguments: free form, key=value or a JSON object')
    .option('-B, --background <seconds>', 'run in the background, for so long at most', number)
    .option('-P, --poll <seconds>', 'look after the background job so often (default 15); 0: never', number)
    .option('-o, --one-line', 'a line for each host')
    .option('-t, --tree <directory>', 'also write the results there, a file for each host')
    .option('--task-timeout <seconds>', 'time the task may take', number);
  addPlaybookDirOption(command);
  addInventoryOptions(command);
  addLimitOptions(command);
  addExtraVarsOption(command);
  addTaskOptions(command);
  addConnectionOptions(command);
  addBecomeOptions(command);
  addVaultOptions(command);
  addVerbosityOption(command);
  command.action(async (pattern: string, options: AdhocOptions) => {
    process.exitCode = await adhocCommand(pattern, { ...options, tags: [], skipTags: [] });
  });
}

/** Runs the task; returns the exit code. Throws DiagnosticError for bad input. */
async function adhocCommand(pattern: string, options: AdhocOptions): Promise<number> {
  const config = loadConfig();
  printFindings(config.warnings);
  let reporter: Reporter | undefined;
  const sink: EventSink = (event) => {
    reporter?.on(event);
    return standardOutput.behind();
  };
  const workspace = await openWorkspace(options, config, sink, cancelOnInterrupt(), outputGate);
  const hosts = matchingHosts(workspace, pattern, options, config);
  if (options.listHosts) {
    printFindings(workspace.findings.all);
    process.stdout.write(
      `${[`  hosts (${hosts.length}):`, ...hosts.map((host) => `    ${host}`)].join('\n')}\n`,
    );
    return EXIT.ok;
  }
  const play = adhocPlay(workspace, pattern, options, config);
  printFindings(workspace.findings.all, options.verbose >= 3);
  const report = {
    gate: outputGate,
    verbosity: workspace.run.parts.options.verbosity,
    readSource,
    ...reportOptions(config),
    ...(options.tree !== undefined && { treeDirectory: expandPath(options.tree) }),
  };
  // callbacks of the configuration are for playbooks unless it says otherwise
  const additional = config.adhocCallbacks ? chooseReport('auto', config).additional : [];
  const tree: AdditionalCallback[] = options.tree === undefined ? [] : ['tree'];
  reporter = createReporter(callback(options, config), report, [...new Set([...additional, ...tree])]);
  try {
    return await runPlaybooks(workspace.run, [{ file: '__adhoc_playbook__', plays: [play] }]);
  } finally {
    await reporter.end();
  }
}

/** The hosts there are for the pattern; none is only a warning unless `--limit` is to blame. */
function matchingHosts(
  { run, findings }: Workspace,
  pattern: string,
  options: AdhocOptions,
  config: Config,
): string[] {
  try {
    return selectedHosts(run, findings, pattern, config.localhostWarning).map((host) => host.name);
  } catch (error) {
    const none =
      error instanceof DiagnosticError &&
      error.diagnostics.every(({ code }) => code === 'inventory-no-match');
    if (!none || options.limit) throw error;
    findings.add(
      diagnostic('inventory-no-match', 'No hosts matched, nothing to do', { severity: 'warning' }),
    );
    return [];
  }
}

function adhocPlay(workspace: Workspace, pattern: string, options: AdhocOptions, config: Config): Play {
  const { load } = workspace.run.parts;
  const name = options.moduleName ?? config.moduleName ?? 'command';
  const args = options.args ?? config.moduleArgs ?? '';
  if (NEED_ARGUMENTS.has(shortAction(name)) && args === '') {
    const hint = pattern.endsWith('.yml') ? ' (did you mean to run ansible-playbook?)' : '';
    fail('bad-option', `No argument passed to ${name} module${hint}`, { fix: 'Give them with -a.' });
  }
  if (shortAction(name) === 'import_playbook')
    fail('bad-option', `${name} is for playbooks, not for single tasks`, {
      fix: 'Use meshwright play.',
    });
  const task = new Dict([[name, moduleArguments(args)]]);
  const timeout = options.taskTimeout ?? config.taskTimeout ?? 0;
  if (timeout > 0) task.set('timeout', timeout);
  const background = options.background ?? 0;
  if (!INCLUDES.has(shortAction(name)) && background > 0) {
    task.set('async', background);
    task.set('poll', options.poll ?? config.pollInterval ?? 15);
  }
  const source = Dict.of({ name: 'Ansible Ad-Hoc', hosts: pattern, gather_facts: false, tasks: [task] });
  const directory = playbookDirectory(options, config.playbookDir);
  const play = loadPlay(load, source, join(directory ?? process.cwd(), '__adhoc_playbook__'), undefined);
  const complete = workspace.findings.errors.length === 0;
  checkPlays(load, [play], { complete, reach: reachOf(workspace.run), certain: 'error' });
  workspace.findings.refuseErrors();
  return play;
}

/** A JSON object as such; anything else as a task's text. */
function moduleArguments(text: string): Value {
  if (!text.startsWith('{') || !text.endsWith('}')) return text === '' ? null : text;
  try {
    return loads(text);
  } catch {
    return text;
  }
}

/** A callback of the configuration counts only where it is meant for ad-hoc commands too. */
function callback(options: AdhocOptions, config: Config): ReporterKind {
  if (options.oneLine) return 'oneline';
  const configured = config.callback ?? 'default';
  return config.adhocCallbacks && configured !== 'default' ? stdoutCallback(configured) : 'minimal';
}
