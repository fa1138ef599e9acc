import type { ReporterOptions } from '../report/index.js';
import type { Config } from './config.js';

/** What the configuration says about the output; settings that were not given are left out. */
export function reportOptions(config: Config): Partial<ReporterOptions> {
  return {
    colors: {
      ...given('changed', config.colorChanged),
      ...given('debug', config.colorDebug),
      ...given('deprecate', config.colorDeprecate),
      ...given('diffAdd', config.colorDiffAdd),
      ...given('diffLines', config.colorDiffLines),
      ...given('diffRemove', config.colorDiffRemove),
      ...given('error', config.colorError),
      ...given('ok', config.colorOk),
      ...given('skip', config.colorSkip),
      ...given('unreachable', config.colorUnreachable),
      ...given('verbose', config.colorVerbose),
      ...given('warn', config.colorWarn),
    },
    ...given('actionWarnings', config.actionWarnings),
    ...given('checkModeMarkers', config.checkModeMarkers),
    ...given('deprecationWarnings', config.deprecationWarnings),
    ...given('diffContext', config.diffContext),
    ...given('displayArguments', config.displayArgsToStdout),
    ...given('displayFailedStderr', config.displayFailedStderr),
    ...given('displayOkHosts', config.displayOkHosts),
    ...given('displaySkippedHosts', config.displaySkippedHosts),
    ...given('jsonIndent', config.jsonIndent),
    ...given('prettyResults', config.callbackFormatPretty),
    ...given('resultFormat', config.callbackResultFormat === 'yaml' ? 'yaml' : undefined),
    ...given('showCustomStats', config.showCustomStats),
    ...given('showPerHostStart', config.showPerHostStart),
    ...given('showTaskPathOnFailure', config.showTaskPathOnFailure),
    ...given('verboseToStderr', config.verboseToStderr),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
