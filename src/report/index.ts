import type { Reporter } from '../events/events.js';
import { AnsibleReporter } from './ansible/reporter.js';
import { plainOutputsFormat, readableYamlFormat } from './ansible/resultFormat.js';
import { ReporterGroup } from './callbacks/group.js';
import { AnsibleJsonReporter } from './callbacks/json.js';
import { JunitReporter } from './callbacks/junit.js';
import { MinimalReporter } from './callbacks/minimal.js';
import type { AdditionalCallback, StdoutCallback } from './callbacks/names.js';
import { OnelineReporter } from './callbacks/oneline.js';
import { ProfileRolesReporter } from './callbacks/profileRoles.js';
import { ProfileTasksReporter } from './callbacks/profileTasks.js';
import { QuietReporter } from './callbacks/quiet.js';
import { TimerReporter } from './callbacks/timer.js';
import { TreeReporter } from './callbacks/tree.js';
import { JsonReporter } from './json/reporter.js';
import { LazyReporter } from './live/lazy.js';
import { logTo } from './logFile.js';
import { MaskedOutput } from './maskedOutput.js';
import { completeOptions, type ReporterOptions } from './options.js';

export { BufferedOutput } from './bufferedOutput.js';
export {
  ADDITIONAL_CALLBACKS,
  type AdditionalCallback,
  additionalCallbackHint,
  findCallback,
  type StdoutCallback,
  stdoutCallback,
} from './callbacks/names.js';
export { SecretGate } from './gate.js';
export { completeOptions, type ReporterOptions, wantsColor } from './options.js';

export type ReporterKind = 'auto' | 'ansible' | 'live' | 'json' | StdoutCallback;

/**
 * Makes the reporter of a run. `auto` is the live view on a terminal that can draw it and without `-v`, else Ansible's
 * output, which like `ansible` explains failures; the callbacks print what Ansible's print and nothing else.
 * `additional` callbacks follow it. Options that are not given have ansible-core's defaults (see completeOptions).
 */
export function createReporter(
  kind: ReporterKind,
  given: Partial<ReporterOptions> = {},
  additional: readonly AdditionalCallback[] = [],
): Reporter {
  const options = logged(completeOptions(given));
  const first = mainReporter(kind, options);
  const all = additional.map((name) => ADDITIONAL[name](options));
  return new MaskedOutput(all.length === 0 ? first : new ReporterGroup([first, ...all]), options.gate);
}

function mainReporter(kind: ReporterKind, options: ReporterOptions): Reporter {
  const live = options.tty && (options.terminalRows ?? 0) > 0 && options.verbosity === 0;
  const chosen = kind === 'auto' ? (live ? 'live' : 'ansible') : kind;
  const exact = { ...options, explainFailures: false };
  switch (chosen) {
    case 'json':
      return new JsonReporter(options);
    case 'live':
      return new LazyReporter(async () => new (await import('./live/reporter.js')).LiveReporter(options));
    case 'ansible':
      return new AnsibleReporter(options);
    case 'default':
      return new AnsibleReporter(exact);
    case 'ansible.posix.skippy':
      return new AnsibleReporter({ ...exact, displaySkippedHosts: false });
    case 'ansible.posix.debug':
      return new AnsibleReporter(exact, plainOutputsFormat(exact));
    case 'community.general.yaml':
      return new AnsibleReporter(exact, readableYamlFormat(exact));
    case 'ansible.posix.json':
      return new AnsibleJsonReporter(options);
    case 'minimal':
      return new MinimalReporter(options);
    case 'oneline':
      return new OnelineReporter(options);
    case 'community.general.null':
      return new QuietReporter();
  }
}

const ADDITIONAL: Readonly<Record<AdditionalCallback, (options: ReporterOptions) => Reporter>> = {
  'ansible.posix.profile_roles': (options) => new ProfileRolesReporter(options),
  'ansible.posix.profile_tasks': (options) => new ProfileTasksReporter(options),
  'ansible.posix.timer': (options) => new TimerReporter(options),
  junit: (options) => new JunitReporter(options),
  tree: (options) => new TreeReporter(options),
};

/** Output goes to the log file too, if there is one. */
function logged(options: ReporterOptions): ReporterOptions {
  if (options.logPath === undefined) return options;
  const log = logTo(options.logPath);
  const both = (write: (text: string) => void) => (text: string) => {
    write(text);
    log(text);
  };
  return { ...options, out: both(options.out), err: both(options.err) };
}
