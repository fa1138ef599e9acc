import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../net/plan/operation.js';
import type { Segment } from '../../../net/plan/segment.js';
import { stopOf } from './stop.js';

const operations: Operation[] = ['first', 'second', 'third'].map((line) => ({
  line,
  impact: 'hitless',
  effects: [],
  steps: [],
  undo: [],
}));

function stop(segment: Partial<Segment> & Pick<Segment, 'tool'>, stderr: string) {
  const none = { program: segment.tool, waits: [], settings: [], commands: [] };
  const whole: Segment = { ...none, input: 'a\nb\nc\n', owners: [0, 1, 2], ...segment };
  const stdout = Buffer.from('\x1efailed 0 1\n');
  return stopOf(operations, [whole], { rc: 1, stdout, stderr: Buffer.from(stderr) });
}

describe('where a plan stopped', () => {
  it.each<[string, Partial<Segment> & Pick<Segment, 'tool'>, string, number | undefined, string]>([
    [
      'ip names its line',
      { tool: 'ip' },
      'RTNETLINK answers: File exists\nCommand failed -:2',
      1,
      'cannot second: File exists',
    ],
    [
      'ip neighbour names none',
      { tool: 'ip', input: 'a\nneighbour b\nc\n' },
      'RTNETLINK answers: No such file or directory',
      undefined,
      'cannot second: No such file or directory',
    ],
    [
      'a filter tool loads all or nothing',
      { tool: 'nft' },
      '/dev/stdin:3:1-2: Error: syntax error',
      0,
      'cannot third: ',
    ],
    [
      'a setting has its number',
      { tool: 'sysctl', input: '' },
      'sh: 1: denied',
      1,
      'cannot second: sh: 1: denied',
    ],
  ])('%s', (_name, segment, stderr, performed, failed) => {
    const found = stop(segment, stderr);
    expect(found.performed).toBe(performed);
    expect(found.applied.failed).toContain(failed);
  });

  it('blames the record when no work was begun', () => {
    const result = { rc: 1, stdout: Buffer.from(''), stderr: Buffer.from('read-only file system') };
    expect(stopOf(operations, [], result)).toEqual({
      applied: { failed: 'the ledger cannot be written: read-only file system' },
    });
  });
});
