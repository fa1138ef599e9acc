import type { HostStats, Reporter, RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { toJs } from '../../value/convert.js';
import type { ReporterOptions } from '../options.js';

/**
 * One JSON object a line, for programs. Every object has `event` (the kind) and `time` (ISO 8601, UTC).
 *
 * | event | further keys |
 * |---|---|
 * | `run-start` | `version` (of this schema, 1), `playbooks`, `check`, `diff` |
 * | `playbook-start` | `file`, `plays`: how many |
 * | `playbook-end` | `stats`, `custom`?; not of the last one |
 * | `play-start` | `play`, `hosts` |
 * | `play-no-hosts` | `play`, `reason`: `none-matched` or `none-remaining` |
 * | `task-start` | `task`, `hosts` |
 * | `host-task-start` | `task`, `host` |
 * | `host-output` | `task_id`, `host`, `stream`, `text` |
 * | `retry` | `task_id`, `host`, `retries_left`, `result` |
 * | `async` | `task_id`, `host`, `phase`: `poll`, `ok` or `failed`, `job`, `started`, `finished` |
 * | `item-result`, `result` | `task_id`, `host`, `status`, `ignored`, `item`?, `delegated_to`?, `diffs`?, `result`, `diagnostics`? |
 * | `include` | `file`, `hosts`, `label`? |
 * | `notify` | `handler`, `host` |
 * | `diagnostic` | `diagnostic` |
 * | `message` | `level`, `text` |
 * | `connecting` | `host` |
 * | `run-end` | `stats`: host → counters, `custom`?, `interrupted` |
 *
 * `task` is `{id, name, action, handler, check_mode, at?}`, `at` is `{file, line, col}`; `status` is one of ok,
 * changed, failed, skipped, unreachable. Later versions only add keys.
 */
export class JsonReporter implements Reporter {
  constructor(
    private readonly options: ReporterOptions,
    private readonly now: () => Date = () => new Date(),
  ) {}

  on(event: RunEvent): void {
    const line = JSON.stringify(
      { event: event.kind, time: this.now().toISOString(), ...fields(event) },
      replacer,
    );
    this.options.out(`${this.options.gate.mask(line)}\n`);
  }

  async end(): Promise<void> {}
}

function fields(event: RunEvent): Record<string, unknown> {
  switch (event.kind) {
    case 'run-start':
      return { version: 1, playbooks: event.playbooks, check: event.check, diff: event.diff };
    case 'playbook-start':
      return { file: event.file, plays: event.plays };
    case 'playbook-end':
      return { stats: statsFields(event.stats), custom: event.custom && toJs(event.custom) };
    case 'play-start':
      return { play: event.name, hosts: event.hosts };
    case 'play-no-hosts':
      return { play: event.name, reason: event.reason };
    case 'task-start':
      return { task: taskFields(event.task), hosts: event.hosts };
    case 'host-task-start':
      return { task: taskFields(event.task), host: event.host };
    case 'host-output':
      return { task_id: event.task.id, host: event.host, stream: event.stream, text: event.text };
    case 'retry':
      return {
        task_id: event.task.id,
        host: event.host,
        retries_left: event.retriesLeft,
        result: toJs(event.value),
      };
    case 'async':
      return {
        task_id: event.task.id,
        host: event.host,
        phase: event.phase,
        job: event.jid,
        started: event.started,
        finished: event.finished,
      };
    case 'item-result':
    case 'result':
      return { task_id: event.task.id, host: event.host, ...resultFields(event.result) };
    case 'include':
      return { file: event.file, hosts: event.hosts, label: event.label };
    case 'notify':
      return { handler: event.handler, host: event.host };
    case 'diagnostic':
      return { diagnostic: event.diagnostic };
    case 'message':
      return { level: event.level, text: event.text };
    case 'connecting':
      return { host: event.host };
    case 'conversation':
      return { open: event.open };
    case 'run-end':
      return {
        stats: statsFields(event.stats),
        custom: event.custom && toJs(event.custom),
        interrupted: event.interrupted,
      };
  }
}

function taskFields(task: TaskInfo): Record<string, unknown> {
  const { id, name, action, handler, checkMode, span } = task;
  return { id, name, action, handler, check_mode: checkMode, at: span };
}

function resultFields(result: TaskResult): Record<string, unknown> {
  return {
    status: result.status,
    ignored: result.ignored,
    item: result.item,
    delegated_to: result.delegatedTo,
    diffs: result.diffs.length === 0 ? undefined : result.diffs,
    result: toJs(result.value),
    diagnostics: result.diagnostics,
  };
}

function statsFields(stats: ReadonlyMap<string, HostStats>): Record<string, HostStats> {
  return Object.fromEntries(stats);
}

/** Integers beyond 2^53 are written as text: JSON readers would round them. */
function replacer(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
