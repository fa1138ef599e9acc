import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, hostState } from '../support/hostState.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const topology = 'test/e2e/twin/lab.yaml';
const playbook = 'test/e2e/fixtures/old-style/site.yaml';
const ports = ['-e', '{"open_ports": [80, 443]}'];

describe('roles in the style of 2019, run by ansible-core and by this project on labs of their own', () => {
  let ours: TestLab;
  let theirs: TestLab;
  beforeAll(async () => {
    [ours, theirs] = await Promise.all([TestLab.start(topology), TestLab.start(topology)]);
  });
  afterAll(() => Promise.all([ours.stop(), theirs.stop()]));

  const both = async (...words: string[]): Promise<[PlayOutput, PlayOutput]> => [
    await ours.play(playbook, ...words),
    await theirs.ansible(playbook, ...words),
  ];

  it.each([
    ['a first run', []],
    ['a second run', []],
    ['a run with another variable', ports],
  ])('%s gives the same result for every task and the same recap', async (_, words) => {
    const [mine, reference] = await both(...words);
    expect(results(mine)).toEqual(results(reference));
    expect(results(mine).flat().length).toBeGreaterThan(70);
    expect(mine.recap).toEqual(reference.recap);
    expect(mine.recap).toHaveLength(3);
    expect([mine.status, reference.status]).toEqual([0, 0]);
    console.log(`${words.join(' ')}\n${mine.recap.join('\n')}`);
  });

  it.each(['network', 'compute1', 'compute2'])('leaves %s in the same state', async (host) => {
    const [left, right] = [await hostState(ours, host), await hostState(theirs, host)];
    expect(differences(left, right)).toEqual([]);
    expect(left.some((fact) => fact.includes('remote_ip'))).toBe(true);
  });

  it('keeps a rule for the other variable in the kernel', async () => {
    expect(await ours.ssh('network', 'iptables -S INPUT')).toContain('--dport 443 -j ACCEPT');
  });
});

/** Every heading with the results below it, sorted because hosts answer in any order. */
function results({ text }: PlayOutput): string[][] {
  const found: string[][] = [];
  for (const line of text.slice(0, text.lastIndexOf('PLAY RECAP')).split('\n')) {
    if (/^(PLAY|TASK|RUNNING HANDLER) /.test(line)) found.push([line]);
    // The words of a failure are each program's own.
    else if (/^(\w+: \[|\.\.\.ignoring)/.test(line)) found.at(-1)?.push(line.replace(/FAILED!.*/, 'FAILED!'));
  }
  return found.map(([heading = '', ...below]) => [heading, ...below.sort()]);
}
