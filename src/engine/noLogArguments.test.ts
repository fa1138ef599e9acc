import { describe, expect, it } from 'vitest';
import type { ArgOptions } from '../spec/types.js';
import { fromJs, toJs } from '../value/convert.js';
import type { Dict } from '../value/types.js';
import { hiddenTexts, withoutHidden } from './noLogArguments.js';

const OPTIONS: ArgOptions = {
  user: { description: 'Name.' },
  password: { no_log: true, aliases: ['pass'], description: 'Hidden.' },
  keys: { type: 'list', no_log: true, description: 'Hidden.' },
  server: {
    type: 'dict',
    description: 'Where.',
    options: { url: { description: 'Seen.' }, token: { no_log: true, description: 'Hidden.' } },
  },
};

describe('arguments that are no_log', () => {
  it('are found by name and alias, in lists and in arguments of arguments', () => {
    const args = fromJs({ user: 'al', pass: 'hunter2', keys: ['k1', 7], server: { url: 'u', token: 't0k' } });
    expect([...hiddenTexts(OPTIONS, args as Dict)]).toEqual(['hunter2', 'k1', '7', 't0k']);
  });

  it('are not in what the module returns, alone or within longer texts', () => {
    const result = fromJs({ a: 'hunter2', b: ['x hunter2 y'], n: 7, m: 17, short: 'a k1', key: 'k1' });
    expect(toJs(withoutHidden(result as Dict, new Set(['hunter2', '7', 'k1'])))).toEqual({
      a: 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER',
      b: ['x ******** y'],
      n: 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER',
      m: 17,
      short: 'a k1',
      key: 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER',
    });
  });
});
