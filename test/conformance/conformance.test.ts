import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CASES, loadCases, type Outcome, runCase } from './case.js';

/** The program under test; MESHWRIGHT_PLAYBOOK names another build of it. */
const PROGRAM =
  process.env.MESHWRIGHT_PLAYBOOK ?? fileURLToPath(new URL('../../bin/meshwright-playbook', import.meta.url));

describe('meshwright-playbook does what ansible-playbook does', () => {
  it.each(loadCases())('$name: $title', { timeout: 60_000 }, async (one) => {
    const recorded = readFileSync(join(CASES, one.name, 'expected.json'), 'utf8');
    const { oracle: _version, ...expected } = JSON.parse(recorded) as Outcome & { oracle: string };
    expect(await runCase(one, PROGRAM)).toEqual(expected);
  });
});
