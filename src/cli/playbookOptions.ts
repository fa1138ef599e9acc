import { type Command, Option } from 'commander';
import {
  addBecomeOptions,
  addConnectionOptions,
  addExtraVarsOption,
  addInventoryOptions,
  addLimitOptions,
  addTaskOptions,
  addVaultOptions,
  addVerbosityOption,
  type BecomeOptions,
  type ConnectionOptions,
  type ExtraVarsOptions,
  type InventoryOptions,
  number,
  type TaskOptions,
  type VaultOptions,
  type VerbosityOptions,
} from './optionGroups.js';

/** What a run of tasks takes from its command line, whichever the command. */
export interface RunCommandOptions
  extends InventoryOptions,
    ExtraVarsOptions,
    VaultOptions,
    ConnectionOptions,
    BecomeOptions,
    TaskOptions,
    VerbosityOptions {
  readonly tags: string[];
  readonly skipTags: string[];
  readonly forceHandlers?: boolean;
  readonly startAtTask?: string;
  readonly step?: boolean;
  readonly flushCache?: boolean;
  /** See the modules' settings: nothing will be applied, nothing is refused. */
  readonly survey?: boolean;
  /** Only what roles check themselves with. */
  readonly verifyOnly?: boolean;
}

/** The command line of meshwright-playbook, with ansible-playbook's names. */
export interface PlaybookOptions extends RunCommandOptions {
  readonly syntaxCheck?: boolean;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
  readonly output: 'auto' | 'ansible' | 'live' | 'json';
}

/** Adds the options and the playbook arguments to a command that runs playbooks. */
export function addPlaybookOptions(command: Command): Command {
  addSelection(command);
  addTaskOptions(command)
    .option('--syntax-check', 'check the playbook, run nothing')
    .option('--list-tasks', 'list the tasks, run nothing')
    .option('--list-tags', 'list the tags, run nothing')
    .option('--flush-cache', 'forget the facts that earlier runs kept')
    .option('--force-handlers', 'run notified handlers even where a task failed')
    .option('--step', 'ask before each task')
    .option('--start-at-task <name>', 'begin with the task of this name');
  return addReach(command).addOption(
    new Option('--output <kind>', 'form of the output')
      .choices(['auto', 'ansible', 'live', 'json'])
      .default('auto'),
  );
}

/** Adds the options and the playbook arguments to a command that looks at hosts and changes nothing. */
export function addSurveyOptions(command: Command): Command {
  addSelection(command);
  command
    .option('-f, --forks <n>', 'hosts worked on at a time (default 50)', number)
    .addOption(new Option('-M, --module-path <path>', 'directories of modules, before all others'))
    .option('--flush-cache', 'forget the facts that earlier runs kept')
    .option('--start-at-task <name>', 'begin with the task of this name');
  return addReach(command);
}

/** Which plays, hosts and tasks, with which variables. */
function addSelection(command: Command): void {
  command.argument('<playbook...>', 'playbook files');
  addInventoryOptions(command);
  addLimitOptions(command)
    .option('-t, --tags <tags>', 'run only tasks with these tags', collectTags, [])
    .option('--skip-tags <tags>', 'leave out tasks with these tags', collectTags, []);
  addExtraVarsOption(command);
}

/** How hosts are reached. */
function addReach(command: Command): Command {
  addConnectionOptions(command);
  addBecomeOptions(command);
  addVaultOptions(command);
  return addVerbosityOption(command);
}

function collectTags(value: string, previous: string[]): string[] {
  return [
    ...previous,
    ...value
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ];
}
