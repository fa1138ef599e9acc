import type { RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { shortAction } from '../../value/pluginName.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import { failureSummary } from '../failureText.js';
import { TaskResults } from '../taskResults.js';

/** One thing that is wrong; a check may find several. */
interface VerifyFailure {
  /** `role : task`. */
  readonly task: string;
  /** What was expected and what was seen. */
  readonly sentence: string;
}

/** What the checks found on one host. */
export interface VerifiedHost {
  /** Checks that were made: probes, and other tasks that judge. */
  checks: number;
  /** Those of them that failed. */
  failed: number;
  readonly failures: VerifyFailure[];
  /** Tasks that changed something, which checks should not. */
  readonly changed: string[];
  unreachable: string | undefined;
}

/** Tasks that prepare checks and are none. */
const preparations: ReadonlySet<string> = new Set([
  'debug',
  'gather_facts',
  'import_role',
  'import_tasks',
  'include_role',
  'include_tasks',
  'include_vars',
  'meta',
  'pause',
  'set_fact',
  'setup',
]);

/** Collects what the checks of roles find, host by host. */
export class VerifyFindings {
  readonly hosts = new Map<string, VerifiedHost>();
  interrupted = false;
  private readonly results = new TaskResults();

  on(event: RunEvent): void {
    if (event.kind === 'run-end') this.interrupted = event.interrupted;
    if (event.kind === 'play-start') for (const host of event.hosts) this.host(host);
    const done = this.results.of(event);
    if (done) this.result(done.task, done.host, done.result);
  }

  private host(name: string): VerifiedHost {
    const known = this.hosts.get(name);
    if (known) return known;
    const fresh: VerifiedHost = { checks: 0, failed: 0, failures: [], changed: [], unreachable: undefined };
    this.hosts.set(name, fresh);
    return fresh;
  }

  private result(task: TaskInfo, on: string, result: TaskResult): void {
    const host = this.host(on);
    const { value, status } = result;
    const observed = value.get('observed');
    const probes = Array.isArray(observed) ? observed : [];
    const item = result.item === undefined ? '' : ` [${result.item}]`;
    if (status === 'unreachable') host.unreachable ??= failureSummary(value);
    if (status === 'changed') host.changed.push(`${task.name}${item}`);
    if (status === 'skipped' || status === 'unreachable' || result.ignored) return;
    if (status !== 'failed') {
      if (probes.length > 0) host.checks += probes.length;
      else if (!preparations.has(shortAction(task.action))) host.checks += 1;
      return;
    }
    host.checks += Math.max(1, probes.length);
    host.failed += Math.max(1, probes.filter(hasFailed).length);
    const told = value.get('sentences');
    const sentences = Array.isArray(told) && told.length > 0 ? told.map(pyStr) : messages(value);
    for (const sentence of sentences) host.failures.push({ task: `${task.name}${item}`, sentence });
  }
}

function hasFailed(probe: Value): boolean {
  return probe instanceof Dict && probe.get('passed') === false;
}

/** Each line of a message is a sentence of its own: an assertion may have found several things. */
function messages(value: Dict): string[] {
  const said = value.get('msg');
  const lines = typeof said === 'string' ? said.split('\n').map((line) => line.trim()) : [];
  const sentences = lines.filter((line) => line !== '');
  return sentences.length > 0 ? sentences : [failureSummary(value)];
}
