import { describe, expect, it } from 'vitest';
import type { TaskResult } from '../../events/events.js';
import { fromJs } from '../../value/convert.js';
import type { Dict } from '../../value/types.js';
import { VerifyFindings } from './findings.js';

/** What is found of one result on host `h`. */
function found(status: TaskResult['status'], value: object, action = 'assert') {
  const findings = new VerifyFindings();
  const task = { id: '1', name: 'role : Look', action, handler: false, checkMode: false };
  const result = { status, ignored: false, value: fromJs(value) as Dict, diffs: [], noLog: false };
  findings.on({ kind: 'result', task, host: 'h', result, loop: false });
  const { checks, failed, failures, changed } = findings.hosts.get('h')!;
  return { checks, failed, sentences: failures.map(({ sentence }) => sentence), changed };
}

describe('what verify finds', () => {
  it.each<[string, TaskResult['status'], object, string, object]>([
    [
      'each probe is a check',
      'ok',
      { observed: [{ passed: true }, { passed: true }] },
      'probe',
      { checks: 2 },
    ],
    ['another task that judges is one', 'ok', {}, 'command', { checks: 1, sentences: [] }],
    ['what prepares checks is none', 'ok', {}, 'ansible.builtin.set_fact', { checks: 0 }],
    ['what was left out is none', 'skipped', {}, 'assert', { checks: 0, sentences: [] }],
    [
      'what probes say is said as it is',
      'failed',
      {
        observed: [{ passed: false }, { passed: false }],
        sentences: ['no reply; none', 'lost'],
        msg: 'both',
      },
      'probe',
      { checks: 2, failed: 2, sentences: ['no reply; none', 'lost'] },
    ],
    [
      'each line of an assertion is a sentence',
      'failed',
      { msg: 'br0 is down\nbr1 has no port\n' },
      'assert',
      { checks: 1, failed: 1, sentences: ['br0 is down', 'br1 has no port'] },
    ],
    [
      'a probe of several that passed is no failed check',
      'failed',
      { observed: [{ passed: true }, { passed: false }], sentences: ['lost'] },
      'probe',
      { checks: 2, failed: 1, sentences: ['lost'] },
    ],
    ['a module that returns `results` is one', 'ok', { results: ['a', 'b'] }, 'package', { checks: 1 }],
    ['a change is reported', 'changed', {}, 'command', { checks: 1, changed: ['role : Look'] }],
  ])('%s', (_, status, value, action, expected) => {
    expect(found(status, value, action)).toMatchObject(expected);
  });
});
