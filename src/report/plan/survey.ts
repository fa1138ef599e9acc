import type { SourceSpan } from '../../diag/span.js';
import type { NetworkReport, PlannedChange, RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { pyStr } from '../../value/repr.js';
import { failureSummary } from '../failureText.js';
import { TaskResults } from '../taskResults.js';

/** A task in a survey, with the items of its loop that are meant. */
export interface SurveyedTask {
  readonly name: string;
  readonly action: string;
  readonly handler: boolean;
  readonly items: string[];
  readonly at?: SourceSpan;
}

/** What a task would do with the network of a host. */
export interface TaskPlan {
  readonly task: SurveyedTask;
  /** Empty where the module knows no owners. */
  readonly owner: string;
  readonly netns: string;
  readonly changes: readonly PlannedChange[];
  /** The run would refuse it for its disruptive changes. */
  readonly refused: boolean;
  /** Sentences about what is not as declared and would be left alone. */
  readonly drift: readonly string[];
  /** What the host lacks. */
  readonly capabilities: readonly string[];
}

interface TaskFailure {
  readonly task: SurveyedTask;
  readonly message: string;
}

/** What a check found on one host, in the order of the tasks. */
export interface HostSurvey {
  readonly plans: TaskPlan[];
  /** Tasks that would change something else than the network. */
  readonly others: SurveyedTask[];
  /** Tasks that cannot tell before they run. */
  readonly unknown: SurveyedTask[];
  readonly failures: TaskFailure[];
  unreachable: string | undefined;
}

/** Collects what a check finds, host by host; what a delegated task does counts for the host that it is done on. */
export class Survey {
  readonly hosts = new Map<string, HostSurvey>();
  /** What network modules said about each host. */
  readonly reports: { readonly host: string; readonly report: NetworkReport }[] = [];
  playbooks: readonly string[] = [];
  interrupted = false;
  private readonly results = new TaskResults();

  on(event: RunEvent): void {
    if (event.kind === 'run-start') this.playbooks = event.playbooks;
    if (event.kind === 'run-end') this.interrupted = event.interrupted;
    if (event.kind === 'play-start') for (const host of event.hosts) this.host(host);
    const done = this.results.of(event);
    if (done) this.result(done.task, done.host, done.result);
  }

  /** Whether something differs from what is declared: a change, or drift that is left alone. */
  get differs(): boolean {
    return [...this.hosts.values()].some(({ plans, others }) => plans.length > 0 || others.length > 0);
  }

  private host(name: string): HostSurvey {
    const known = this.hosts.get(name);
    if (known) return known;
    const fresh: HostSurvey = { plans: [], others: [], unknown: [], failures: [], unreachable: undefined };
    this.hosts.set(name, fresh);
    return fresh;
  }

  private result(info: TaskInfo, on: string, result: TaskResult): void {
    const host = this.host(on);
    const { value, status } = result;
    if (status === 'unreachable') host.unreachable ??= failureSummary(value);
    else if (status === 'failed' && !result.ignored) {
      const message = typeof value.get('msg') === 'string' ? String(value.get('msg')) : failureSummary(value);
      host.failures.push({ task: surveyed(info, result.item), message });
    } else if (status === 'skipped' && !value.has('skip_reason') && !value.has('skipped_reason'))
      merge(host.unknown, surveyed(info, result.item));
    const place = this.host(result.delegatedTo ?? on);
    if (result.network) this.reports.push({ host: result.delegatedTo ?? on, report: result.network });
    const plan = planOf(info, result);
    if (plan) place.plans.push(plan);
    else if (status === 'changed') merge(place.others, surveyed(info, result.item));
  }
}

function planOf(info: TaskInfo, result: TaskResult): TaskPlan | undefined {
  const { network, value, status } = result;
  if (status !== 'changed' && !network) return undefined;
  const changes = network?.changes ?? texts(value.get('operations')).map(plainChange);
  const drift = network?.drift ?? texts(value.get('drift'));
  if (changes.length === 0 && drift.length === 0) return undefined;
  return {
    task: surveyed(info, result.item),
    owner: network?.owner ?? '',
    netns: network?.netns ?? '',
    changes,
    refused: network?.refused ?? false,
    drift,
    capabilities: texts(value.get('capabilities')),
  };
}

/** A line of a module that says no more about its changes. */
function plainChange(line: string): PlannedChange {
  return { line, difference: line, disruptive: false, interrupts: [] };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map((each) => (typeof each === 'string' ? each : pyStr(each))) : [];
}

function surveyed({ name, action, handler, span }: TaskInfo, item: string | undefined): SurveyedTask {
  return { name, action, handler, items: item === undefined ? [] : [item], ...(span && { at: span }) };
}

/** The items of a loop belong to one task. */
function merge(tasks: SurveyedTask[], task: SurveyedTask): void {
  const last = tasks.at(-1);
  const same = last?.name === task.name && last.at?.line === task.at?.line && last.at?.file === task.at?.file;
  if (last && same && task.items.length > 0) last.items.push(...task.items);
  else tasks.push(task);
}
