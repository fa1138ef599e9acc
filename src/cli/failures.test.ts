import { afterEach, describe, expect, it, vi } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { reportFailure } from './failures.js';
import { outputGate } from './outputGate.js';

afterEach(() => vi.restoreAllMocks());

function reported(thrown: unknown, verbosity: number): string {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((piece) => {
    text += piece;
    return true;
  });
  reportFailure(thrown, verbosity);
  return text;
}

describe('the report of a crash', () => {
  const secret = 'crash-se/cret+1';
  outputGate.add(secret);
  const crash = new Error(`broken by ${secret} and ${encodeURIComponent(secret)}`);

  it.each([0, 3])('shows no secret of the run with verbosity %i', (verbosity) => {
    const text = reported(crash, verbosity);
    expect(text).toContain('ERROR! unexpected: broken by ******** and ********\n');
    expect(text).not.toContain('cret');
    expect(text.includes('failures.test.ts')).toBe(verbosity === 3);
  });

  it('shows none in a finding either', () => {
    const finding = {
      code: 'x',
      severity: 'error',
      message: `no ${secret}`,
      notes: [],
      fix: `not ${secret}`,
    } as const;
    expect(reported(new DiagnosticError([finding]), 0)).not.toContain('cret');
  });
});
