import { type Diagnostic, diagnostic } from '../diag/diagnostic.js';
import {
  ADDITIONAL_CALLBACKS,
  type AdditionalCallback,
  additionalCallbackHint,
  findCallback,
  type ReporterKind,
  type ReporterOptions,
  stdoutCallback,
  wantsColor,
} from '../report/index.js';
import type { Config } from './config.js';
import { standardOutput, writeError } from './standardStreams.js';

/** What the configuration says about the output; settings that were not given are left out. */
export function reportOptions(config: Config): Partial<ReporterOptions> {
  const { callbackResultFormat, nocolor, forceColor } = config;
  const tty = process.stdout.isTTY === true;
  return given<ReporterOptions>({
    out: (text: string) => standardOutput.write(text),
    err: writeError,
    color: wantsColor(tty, { forced: forceColor, none: nocolor, term: process.env.TERM }),
    colors: given({
      changed: config.colorChanged,
      debug: config.colorDebug,
      deprecate: config.colorDeprecate,
      diffAdd: config.colorDiffAdd,
      diffLines: config.colorDiffLines,
      diffRemove: config.colorDiffRemove,
      error: config.colorError,
      ok: config.colorOk,
      skip: config.colorSkip,
      unreachable: config.colorUnreachable,
      verbose: config.colorVerbose,
      warn: config.colorWarn,
    }),
    actionWarnings: config.actionWarnings,
    checkModeMarkers: config.checkModeMarkers,
    configFile: config.file,
    deprecationWarnings: config.deprecationWarnings,
    diffContext: config.diffContext,
    displayArguments: config.displayArgsToStdout,
    displayFailedStderr: config.displayFailedStderr,
    displayOkHosts: config.displayOkHosts,
    displaySkippedHosts: config.displaySkippedHosts,
    jsonIndent: config.jsonIndent,
    logPath: config.logPath,
    prettyResults: config.callbackFormatPretty,
    profileTasks: profileTasks(config),
    resultFormat: callbackResultFormat === 'yaml' ? 'yaml' : undefined,
    showCustomStats: config.showCustomStats,
    showPerHostStart: config.showPerHostStart,
    showTaskPathOnFailure: config.showTaskPathOnFailure,
    treeDirectory: config.treeDirectory,
    verboseToStderr: config.verboseToStderr,
  });
}

interface ChosenReport {
  readonly kind: ReporterKind;
  readonly additional: readonly AdditionalCallback[];
  /** Names in `callbacks_enabled` that stand for nothing. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * The form of the output: what the command line says, then `stdout_callback`; and the callbacks that come with it.
 * Throws DiagnosticError for a stdout callback there is not.
 */
export function chooseReport(output: ReporterKind, config: Config): ChosenReport {
  const configured = output === 'auto' && config.callback ? stdoutCallback(config.callback) : output;
  const additional = new Set<AdditionalCallback>();
  const warnings: Diagnostic[] = [];
  for (const name of config.callbacksEnabled ?? []) {
    const found = findCallback(name, ADDITIONAL_CALLBACKS);
    if (found) additional.add(found);
    else warnings.push(unknownCallback(name));
  }
  return { kind: configured, additional: [...additional], warnings };
}

function unknownCallback(name: string): Diagnostic {
  return diagnostic('unknown-callback', `the callback "${name}" is a plugin in Python or does not exist`, {
    severity: 'warning',
    fix: additionalCallbackHint(name),
  });
}

function profileTasks(config: Config): ReporterOptions['profileTasks'] {
  const order = config.profileTasksOrder;
  const limit = config.profileTasksLimit ?? '20';
  return {
    order: order === 'ascending' || order === 'none' ? order : 'descending',
    limit: limit === 'all' ? Number.POSITIVE_INFINITY : Number(limit),
  };
}

/** The values that are not undefined. */
function given<T extends object>(values: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
