import { describe, expect, it } from 'vitest';
import type { TaskResult } from '../events/events.js';
import { createTemplar } from '../template/templar.js';
import { Dict, type Value } from '../value/types.js';
import { ConditionError, clauses, firstFalse } from './conditions.js';
import { censored, loopResult, skipped, taskResult } from './results.js';

const options = { noLog: false, ignoreErrors: false, diffs: [], delegatedTo: undefined, items: undefined };
const result = (value: Record<string, Value>, more: Partial<typeof options> = {}): TaskResult =>
  taskResult(Dict.of(value), { ...options, ...more });

describe('the status of a result', () => {
  it.each<[Record<string, Value>, string]>([
    [{}, 'ok'],
    [{ changed: true }, 'changed'],
    [{ failed: true, changed: true }, 'failed'],
    [{ skipped: true }, 'skipped'],
    [{ unreachable: true, failed: true }, 'failed'],
    [{ failed: 'yes' }, 'failed'],
  ])('of %j is %s', (value, status) => {
    expect(result(value).status).toBe(status);
  });

  it('is ignored only where there is something to ignore', () => {
    expect(result({ failed: true }, { ignoreErrors: true }).ignored).toBe(true);
    expect(result({ changed: true }, { ignoreErrors: true }).ignored).toBe(false);
  });
});

describe('no_log', () => {
  it('leaves only whether it changed, failed or was skipped', () => {
    const shown = censored({
      ...result({ stdout: 'secret', failed: true, rc: 1 }, { noLog: true }),
      item: 'secret',
    });
    expect([...shown.value.keys()]).toEqual(['censored', 'changed', 'failed']);
    expect(JSON.stringify([...shown.value], undefined) + shown.item).not.toContain('secret');
  });

  it('changes nothing else', () => {
    const open = result({ stdout: 'x' });
    expect(censored(open)).toBe(open);
  });
});

describe('the result of a loop', () => {
  it.each<[string, TaskResult[], Record<string, unknown>]>([
    ['no items', [], { changed: false, skipped: true }],
    [
      'one changed',
      [result({}), result({ changed: true })],
      { changed: true, msg: 'All items completed', skipped: false },
    ],
    ['one failed', [result({ failed: true }), result({})], { failed: true, msg: 'One or more items failed' }],
    ['some skipped', [result({ skipped: true }), result({})], { skipped: false, msg: 'All items completed' }],
    ['all skipped', [result({ skipped: true })], { skipped: true, msg: 'All items skipped' }],
  ])('with %s', (_what, items, expected) => {
    const value = loopResult(items);
    expect(Object.fromEntries([...value])).toMatchObject(expected);
    expect(value.get('results')).toHaveLength(items.length);
  });

  it('of a skipped task says why', () => {
    expect(Object.fromEntries([...skipped('because')])).toEqual({
      changed: false,
      skipped: true,
      skip_reason: 'because',
    });
  });
});

describe('conditions', () => {
  const templar = createTemplar();
  const scope = {
    get: (name: string) => (name === 'yes' ? true : undefined),
    has: () => false,
    names: () => [],
  };
  const unmet = (value: Value): Value | undefined =>
    firstFalse(clauses(value, undefined), scope, templar)?.value;

  it.each<[Value, Value | undefined]>([
    [true, undefined],
    ['yes', undefined],
    ['1 > 2', '1 > 2'],
    [['yes', false, 'never evaluated ('], false],
    [['yes', 'not yes'], 'not yes'],
    [[], undefined],
  ])('the first that does not hold of %j is %j', (value, expected) => {
    expect(unmet(value)).toBe(expected);
  });

  it('that cannot be evaluated say which one and why', () => {
    expect(() => unmet('nothing.here')).toThrow(ConditionError);
    expect(() => unmet('nothing.here')).toThrow(/The conditional check 'nothing\.here' failed/);
  });
});
