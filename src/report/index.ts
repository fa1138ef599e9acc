import type { Reporter } from '../events/events.js';
import { AnsibleReporter } from './ansible/reporter.js';
import { JsonReporter } from './json/reporter.js';
import { LazyReporter } from './live/lazy.js';
import { completeOptions, type ReporterOptions } from './options.js';

export { SecretGate } from './gate.js';
export { completeOptions, type ReporterOptions, wantsColor } from './options.js';

export type ReporterKind = 'auto' | 'ansible' | 'live' | 'json';

/**
 * Makes the reporter of a run. `auto` is the live view on a terminal (that knows its size) without `-v`, else Ansible's output.
 * Options that are not given have ansible-core's defaults (see completeOptions).
 */
export function createReporter(kind: ReporterKind, given: Partial<ReporterOptions> = {}): Reporter {
  const options = completeOptions(given);
  const live = options.tty && (options.terminalRows ?? 0) > 0 && options.verbosity === 0;
  const chosen = kind === 'auto' ? (live ? 'live' : 'ansible') : kind;
  switch (chosen) {
    case 'json':
      return new JsonReporter(options);
    case 'live':
      return new LazyReporter(async () => new (await import('./live/reporter.js')).LiveReporter(options));
    case 'ansible':
      return new AnsibleReporter(options);
  }
}
