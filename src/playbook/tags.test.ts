import { describe, expect, it } from 'vitest';
import { flattenTags, isSelected } from './tags.js';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

/**
 * Tags of a task, `--tags`, `--skip-tags`, and whether the task runs (Ansible documentation, "Tags": adding and
 * inheriting, "always" and "never", "Selecting or skipping tags when you run a playbook").
 */
const rules: readonly (readonly [string, string, string, boolean])[] = [
  ['', '', '', true],
  ['a', '', '', true],
  ['never', '', '', false],
  ['never a', '', '', false],
  ['always', '', '', true],

  ['a', 'a', '', true],
  ['a', 'b', '', false],
  ['a b', 'b', '', true],
  ['a', 'b a', '', true],
  ['', 'a', '', false],
  ['always', 'a', '', true],
  ['always b', 'a', '', true],
  ['never a', 'a', '', true],
  ['never a', 'never', '', true],
  ['never a', 'b', '', false],
  ['always never', '', '', true],

  ['a', 'all', '', true],
  ['', 'all', '', true],
  ['never a', 'all', '', false],
  ['always', 'all', '', true],

  ['a', 'tagged', '', true],
  ['', 'tagged', '', false],
  ['never a', 'tagged', '', false],
  ['never a', 'tagged a', '', true],
  ['always', 'tagged', '', true],
  ['', 'untagged', '', true],
  ['a', 'untagged', '', false],
  ['always', 'untagged', '', true],
  ['', 'untagged a', '', true],

  ['a', '', 'a', false],
  ['a b', '', 'b', false],
  ['a', '', 'b', true],
  ['', '', 'a', true],
  ['always', '', 'a', true],
  ['always a', '', 'a', false],
  ['always', '', 'always', false],
  ['a', '', 'all', false],
  ['', '', 'all', false],
  ['always', '', 'all', true],
  ['always', '', 'all always', false],
  ['a', '', 'tagged', false],
  ['', '', 'tagged', true],
  ['always', '', 'tagged', false],
  ['', '', 'untagged', false],
  ['a', '', 'untagged', true],

  ['a b', 'a', 'b', false],
  ['a', 'a', 'b', true],
  ['a', 'a', 'a', false],
  ['always', 'a', 'always', false],
  ['never a', 'a', 'never', false],
];

describe('isSelected', () => {
  it.each(rules)('tags [%s] with --tags [%s] --skip-tags [%s]: %s', (tags, only, skip, runs) => {
    expect(isSelected(words(tags), { only: words(only), skip: words(skip) })).toBe(runs);
  });
});

describe('flattenTags', () => {
  it.each([
    ['text with commas', ['a,b , c'], ['a', 'b', 'c']],
    ['lists within lists', ['a', ['b', ['c']]], ['a', 'b', 'c']],
    ['numbers', [1, 'x'], ['1', 'x']],
    ['repetitions', ['a', ['a', 'b,a']], ['a', 'b']],
    ['nothing at all', ['', null, []], []],
  ])('reads %s', (_what, written, tags) => {
    expect(flattenTags(written)).toEqual(tags);
  });
});
