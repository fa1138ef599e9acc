import { describe, expect, it } from 'vitest';
import type { RunEvent, TaskInfo } from '../../events/events.js';
import { Dict, Float } from '../../value/types.js';
import { SecretGate } from '../gate.js';
import { completeOptions } from '../options.js';
import { JsonReporter } from './reporter.js';

const task: TaskInfo = {
  id: 't1',
  name: 'copy it',
  action: 'copy',
  handler: false,
  checkMode: false,
  span: { file: 'site.yml', line: 4, col: 7 },
};

function lines(...events: RunEvent[]): unknown[] {
  let text = '';
  const gate = new SecretGate();
  gate.add('hunter2');
  const options = completeOptions({
    gate,
    out: (chunk) => {
      text += chunk;
    },
  });
  const reporter = new JsonReporter(options, () => new Date(0));
  for (const event of events) reporter.on(event);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the json reporter', () => {
  it('writes one object a line with the kind and the time', () => {
    expect(lines({ kind: 'connecting', host: 'a' }, { kind: 'notify', handler: 'h', host: 'a' })).toEqual([
      { event: 'connecting', time: '1970-01-01T00:00:00.000Z', host: 'a' },
      { event: 'notify', time: '1970-01-01T00:00:00.000Z', handler: 'h', host: 'a' },
    ]);
  });

  it('describes a task and refers to it by its id in results', () => {
    const value = Dict.of({ rc: 0, ratio: new Float(2), big: 2n ** 60n, text: 'user:hunter2' });
    const result = { status: 'changed', ignored: false, value, diffs: [], noLog: false, item: 'x' } as const;
    const [start, done] = lines(
      { kind: 'task-start', task, hosts: ['a'] },
      { kind: 'result', task, host: 'a', result, loop: true },
    );
    expect(start).toMatchObject({
      task: { id: 't1', name: 'copy it', action: 'copy', handler: false, check_mode: false, at: { line: 4 } },
    });
    expect(done).toMatchObject({
      task_id: 't1',
      status: 'changed',
      item: 'x',
      result: { rc: 0, ratio: 2, big: '1152921504606846976', text: 'user:********' },
    });
    expect(done).not.toHaveProperty('diffs');
  });

  it('ends with the counters of every host', () => {
    const counters = { ok: 1, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
    const [end] = lines({ kind: 'run-end', stats: new Map([['a', counters]]), interrupted: false });
    expect(end).toMatchObject({ event: 'run-end', stats: { a: counters }, interrupted: false });
  });
});
