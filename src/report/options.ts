import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SourceReader } from '../diag/render.js';
import { SecretGate } from './gate.js';
import type { ColorChoices } from './palette.js';

/** Everything a reporter may be told; each has the default ansible-core 2.14 has where it knows the setting. */
export interface ReporterOptions {
  /** Secrets are masked in everything that is written. */
  readonly gate: SecretGate;
  /** Writes to standard output; the text holds its newlines. */
  readonly out: (text: string) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
  /** true when `out` is a terminal. */
  readonly tty: boolean;
  /** Columns of the terminal; undefined when there is none. */
  readonly terminalColumns: number | undefined;
  readonly terminalRows: number | undefined;
  readonly color: boolean;
  /** Colours other than Ansible's default ones. */
  readonly colors: ColorChoices;
  /** Number of `-v`. */
  readonly verbosity: number;
  readonly displaySkippedHosts: boolean;
  readonly displayOkHosts: boolean;
  readonly displayFailedStderr: boolean;
  readonly showCustomStats: boolean;
  readonly checkModeMarkers: boolean;
  readonly showTaskPathOnFailure: boolean;
  readonly showPerHostStart: boolean;
  /** Headings of tasks show their arguments, unless they are hidden by no_log. */
  readonly displayArguments: boolean;
  /** The form of results in the default, minimal and oneline output. */
  readonly resultFormat: 'json' | 'yaml';
  /** Results over several lines; undefined: those in YAML. */
  readonly prettyResults: boolean | undefined;
  /** Spaces a level of the json callback's output; none for 0. */
  readonly jsonIndent: number;
  /** What `-v` adds beside the callback's own lines goes to standard error. */
  readonly verboseToStderr: boolean;
  readonly profileTasks: {
    readonly order: 'descending' | 'ascending' | 'none';
    /** Tasks in the summary; Infinity for all. */
    readonly limit: number;
  };
  /** The ansible.cfg in use, shown with `-v`. */
  readonly configFile: string | undefined;
  /** Where the tree callback writes. */
  readonly treeDirectory: string;
  readonly junit: JunitOptions;
  /** A file to which the output is written too, each line with its time. */
  readonly logPath: string | undefined;
  /** After the line of a failure: the place of the task, the command, its status and output as text. */
  readonly explainFailures: boolean;
  readonly actionWarnings: boolean;
  readonly deprecationWarnings: boolean;
  /** Lines of context in diffs. */
  readonly diffContext: number;
  /** Text of a source file for excerpts in diagnostics. */
  readonly readSource: SourceReader;
}

/** The JUNIT_* variables of the junit callback. */
interface JunitOptions {
  readonly outputDirectory: string;
  /** Class names are files, without lines. */
  readonly taskClass: boolean;
  /** Class names are relative to this directory; empty: as they are. */
  readonly taskRelativePath: string;
  readonly replaceOutOfTreePath: string | undefined;
  readonly failOnChange: boolean;
  readonly failOnIgnore: boolean;
  readonly includeSetupTasks: boolean;
  readonly hideTaskArguments: boolean;
  /** Only tasks whose names begin so are cases, and those that fail. */
  readonly testCasePrefix: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the JUNIT_* variables, with the defaults of Ansible's callback. */
export function junitOptions(env: Environment): JunitOptions {
  const isTrue = (name: string): boolean => env[name]?.toLowerCase() === 'true';
  return {
    outputDirectory: env.JUNIT_OUTPUT_DIR ?? join(homedir(), '.ansible.log'),
    taskClass: isTrue('JUNIT_TASK_CLASS'),
    taskRelativePath: env.JUNIT_TASK_RELATIVE_PATH ?? '',
    replaceOutOfTreePath: env.JUNIT_REPLACE_OUT_OF_TREE_PATH,
    failOnChange: isTrue('JUNIT_FAIL_ON_CHANGE'),
    failOnIgnore: isTrue('JUNIT_FAIL_ON_IGNORE'),
    includeSetupTasks: env.JUNIT_INCLUDE_SETUP_TASKS_IN_REPORT?.toLowerCase() !== 'false',
    hideTaskArguments: (env.JUNIT_HIDE_TASK_ARGUMENTS ?? 'false').toLowerCase() !== 'false',
    testCasePrefix: env.JUNIT_TEST_CASE_PREFIX ?? '',
  };
}

/** Fills in what was not given: standard streams, no secrets, Ansible's display defaults. */
export function completeOptions(given: Partial<ReporterOptions> = {}): ReporterOptions {
  const tty = given.tty ?? process.stdout.isTTY === true;
  return {
    gate: new SecretGate(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    tty,
    terminalColumns: tty ? process.stdout.columns : undefined,
    terminalRows: tty && process.env.TERM !== 'dumb' ? process.stdout.rows : undefined,
    color: false,
    colors: {},
    verbosity: 0,
    displaySkippedHosts: true,
    displayOkHosts: true,
    displayFailedStderr: false,
    showCustomStats: false,
    checkModeMarkers: false,
    showTaskPathOnFailure: false,
    showPerHostStart: false,
    displayArguments: false,
    resultFormat: 'json',
    prettyResults: undefined,
    jsonIndent: 4,
    verboseToStderr: false,
    profileTasks: { order: 'descending', limit: 20 },
    treeDirectory: join(homedir(), '.ansible/tree'),
    junit: junitOptions(process.env),
    configFile: undefined,
    logPath: undefined,
    explainFailures: true,
    actionWarnings: true,
    deprecationWarnings: true,
    diffContext: 3,
    readSource: () => undefined,
    ...given,
  };
}

/** What was said about colours; nothing is undefined. */
interface ColorWishes {
  readonly forced: boolean | undefined;
  readonly none: boolean | undefined;
  /** The TERM variable. */
  readonly term: string | undefined;
}

/** Ansible's rule: force_color wins, then nocolor, else colours on terminals only. */
export function wantsColor(tty: boolean, wishes: ColorWishes): boolean {
  if (wishes.forced) return true;
  return !wishes.none && tty && wishes.term !== 'dumb';
}
