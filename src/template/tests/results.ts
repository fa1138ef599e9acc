import { getItem } from '../../value/access.js';
import { equals } from '../../value/compare.js';
import { PyError } from '../../value/errors.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import type { TestEntry } from './entry.js';

/** Tests of task results. */
export const resultTests: readonly TestEntry[] = [
  { name: 'failed', aliases: ['failure'], doc: 'The task failed.', apply: (input) => flag('failed', input) },
  {
    name: 'success',
    aliases: ['succeeded', 'successful'],
    doc: 'The task did not fail.',
    apply: (input) => !flag('failed', input),
  },
  {
    name: 'changed',
    aliases: ['change'],
    doc: 'The task, or one of its loop items, changed something.',
    apply: (input) => isChanged(input),
  },
  {
    name: 'skipped',
    aliases: ['skip'],
    doc: 'The task was skipped.',
    apply: (input) => flag('skipped', input),
  },
  {
    name: 'reachable',
    doc: 'The host could be reached.',
    apply: (input) => !flag('unreachable', input),
  },
  {
    name: 'unreachable',
    doc: 'The host could not be reached.',
    apply: (input) => flag('unreachable', input),
  },
  {
    name: 'started',
    doc: 'The asynchronous task was started.',
    apply: (input, _args, _kwargs, ctx) => asyncFlag('started', input, ctx),
  },
  {
    name: 'finished',
    doc: 'The asynchronous task has ended.',
    apply: (input, _args, _kwargs, ctx) => asyncFlag('finished', input, ctx),
  },
];

function result(test: string, input: Value): Dict {
  if (input instanceof Dict) return input;
  throw new PyError('AnsibleError', `The '${test}' test expects a dictionary`, { cause: input });
}

function flag(key: string, input: Value): boolean {
  return truthy(result(key, input).get(key) ?? false);
}

function isChanged(input: Value): boolean {
  const dict = result('changed', input);
  if (dict.has('changed')) return truthy(dict.get('changed')!);
  const results = dict.get('results');
  if (!Array.isArray(results)) return false;
  return results.some((item) => truthy(getItem(item, 'changed') ?? false));
}

function asyncFlag(key: string, input: Value, ctx: CallContext): boolean {
  const value = result(key, input).get(key);
  if (value !== undefined) return equals(value, 1);
  ctx.warn(`the test '${key}' is about async tasks, and this is the result of another one`);
  return true;
}
