import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { ADDITIONAL_CALLBACKS, findCallback, stdoutCallback } from './names.js';

describe('names of callbacks', () => {
  it.each([
    ['yaml', 'community.general.yaml'],
    ['community.general.yaml', 'community.general.yaml'],
    ['json', 'ansible.posix.json'],
    ['ansible.builtin.default', 'default'],
    ['minimal', 'minimal'],
  ])('%s is %s', (name, found) => {
    expect(stdoutCallback(name)).toBe(found);
  });

  it.each([
    ['ymal', 'did you mean "yaml"?'],
    ['somebodys_plugin', /^choose one of debug, json/],
  ])('refuses %s with a remedy', (name, fix) => {
    try {
      stdoutCallback(name);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      expect(error.diagnostics[0]!.fix).toMatch(fix);
    }
  });

  it('knows the further reports, qualified or not', () => {
    expect(findCallback('timer', ADDITIONAL_CALLBACKS)).toBe('ansible.posix.timer');
    expect(findCallback('ansible.posix.profile_tasks', ADDITIONAL_CALLBACKS)).toBe(
      'ansible.posix.profile_tasks',
    );
    expect(findCallback('slack', ADDITIONAL_CALLBACKS)).toBeUndefined();
  });
});
