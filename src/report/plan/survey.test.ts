import { describe, expect, it } from 'vitest';
import type { RunEvent, TaskResult } from '../../events/events.js';
import { fromJs } from '../../value/convert.js';
import type { Dict } from '../../value/types.js';
import { Survey } from './survey.js';

const task = { id: '1', name: 'Write', action: 'package', handler: false, checkMode: true };

function result(status: TaskResult['status'], value: object, item?: string): TaskResult {
  return {
    status,
    ignored: false,
    value: fromJs(value) as Dict,
    diffs: [],
    noLog: false,
    ...(item && { item }),
  };
}

/** What a survey says of host `h` after the results of one task. */
function surveyed(items: readonly TaskResult[], whole: TaskResult, loop: boolean) {
  const survey = new Survey();
  const events: RunEvent[] = [
    ...items.map((each): RunEvent => ({ kind: 'item-result', task, host: 'h', result: each })),
    { kind: 'result', task, host: 'h', result: whole, loop },
  ];
  for (const event of events) survey.on(event);
  const { others, failures } = survey.hosts.get('h')!;
  return { others: others.map(({ items }) => items), failures: failures.map(({ message }) => message) };
}

describe('what a survey collects', () => {
  it('takes a module that returns `results` for one change', () => {
    expect(surveyed([], result('changed', { results: ['Installed: vlan'] }), false).others).toEqual([[]]);
  });

  it('takes a loop for what its items said, once', () => {
    const items = [result('changed', {}, 'a'), result('changed', {}, 'b')];
    expect(surveyed(items, result('changed', { results: [{}, {}] }), true).others).toEqual([['a', 'b']]);
  });

  it('takes a loop whose results are hidden for what its items said, once', () => {
    const items = [result('changed', { censored: 'hidden' }, 'hidden')];
    expect(surveyed(items, result('changed', { censored: 'hidden' }), true).others).toEqual([['hidden']]);
  });

  it('names a loop that failed before its first item', () => {
    expect(surveyed([], result('failed', { msg: 'no list' }), true).failures).toEqual(['no list']);
  });
});
