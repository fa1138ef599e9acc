import { describe, expect, it } from 'vitest';
import { becomeWords } from './becomeCommand.js';

describe('the words that become another user', () => {
  it.each([
    ['sudo with its flags', { method: 'sudo', user: 'root' }, 'sudo -H -S -n -u root'],
    [
      'a program and flags of its own',
      { method: 'sudo', user: 'op', executable: '/opt/sudo', flags: '-E' },
      '/opt/sudo -E -u op',
    ],
    ['su, without -u', { method: 'su', user: 'op' }, 'su op'],
    ['doas', { method: 'doas', user: 'op' }, 'doas -n -u op'],
    ['never the password', { method: 'sudo', user: 'op', password: 'x' }, 'sudo -H -S -n -u op'],
  ] as const)('%s', (_title, become, words) => {
    expect(becomeWords(become)).toBe(words);
  });
});
