import { expect, it } from 'vitest';
import { blankLink } from '../object/blank.js';
import type { LinkObject, Words } from '../object/types.js';
import { fulfil, type Wish } from './wish.js';

const bridge = (options: Words): LinkObject => ({ ...blankLink('br0'), type: 'bridge', up: true, options });
const wish: Wish = {
  path: 'links[0]',
  state: 'present',
  object: bridge({ stp_state: '1', ageing_time: '30000' }),
  given: [],
  creates: true,
};

it.each([
  ['is set where another one is shown', { stp_state: '1', ageing_time: '600' }, '30000'],
  ['is left alone where the kernel does not show what was set', { stp_state: '1' }, undefined],
])('an ageing time %s', (_, options, after) => {
  const current = bridge(options);
  const met = fulfil(wish, current) as LinkObject;
  expect(met.options.ageing_time).toBe(after);
  expect(met.options.stp_state).toBe('1');
});

it('a bridge that is not there is made with the whole of its options', () => {
  expect(fulfil(wish, undefined)).toBe(wish.object);
});
