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
  /** After the line of a failure: the place of the task, the command, its status and output as text. */
  readonly explainFailures: boolean;
  readonly actionWarnings: boolean;
  readonly deprecationWarnings: boolean;
  /** Lines of context in diffs. */
  readonly diffContext: number;
  /** Text of a source file for excerpts in diagnostics. */
  readonly readSource: SourceReader;
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
    terminalRows: tty ? process.stdout.rows : undefined,
    color: wantsColor(tty, process.env),
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
    explainFailures: true,
    actionWarnings: true,
    deprecationWarnings: true,
    diffContext: 3,
    readSource: () => undefined,
    ...given,
  };
}

/** Ansible's rule: ANSIBLE_FORCE_COLOR wins, then ANSIBLE_NOCOLOR (or NO_COLOR), else colours on terminals only. */
export function wantsColor(tty: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (isSet(env.ANSIBLE_FORCE_COLOR)) return true;
  if (isSet(env.ANSIBLE_NOCOLOR) || (env.NO_COLOR ?? '') !== '') return false;
  return tty && env.TERM !== 'dumb';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && ['1', 'true', 'yes', 'on', 'y', 't'].includes(value.toLowerCase());
}
