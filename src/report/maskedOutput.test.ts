import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent, TaskInfo } from '../events/events.js';
import { Dict } from '../value/types.js';
import { SecretGate } from './gate.js';
import { createReporter } from './index.js';
import { frameLines } from './live/frame.js';
import { LiveModel } from './live/model.js';
import { MaskedStream } from './maskedStream.js';
import { painter } from './palette.js';

const SECRET = 'correct horse battery staple';

function knowing(...secrets: string[]): SecretGate {
  const gate = new SecretGate();
  for (const secret of secrets) gate.add(secret);
  return gate;
}

describe('output that comes in pieces', () => {
  it.each([1, 4, 10, 27])('shows no part of a secret that is cut after %i characters', (at) => {
    const stream = new MaskedStream(knowing(SECRET));
    const shown = [`a ${SECRET.slice(0, at)}`, `${SECRET.slice(at)} z`].map((piece) => stream.push(piece));
    expect(shown).toEqual(['a ', '******** z']);
    expect(stream.end()).toBe('');
  });

  it('is shown at once where no secret can begin, and what was held back at the end', () => {
    const stream = new MaskedStream(knowing(SECRET));
    expect([stream.push('all is well\n'), stream.push('cor'), stream.end()]).toEqual([
      'all is well\n',
      '',
      'cor',
    ]);
  });

  it('is masked as in one piece, wherever it is cut', () => {
    const text = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom('x', 'y', '\n'), minLength, maxLength });
    fc.assert(
      fc.property(
        fc.array(text(4, 12), { minLength: 1, maxLength: 4 }),
        fc.array(text(0, 9), { maxLength: 12 }),
        (secrets, pieces) => {
          const gate = knowing(...secrets);
          const stream = new MaskedStream(gate);
          const shown = pieces.map((piece) => stream.push(piece)).join('') + stream.end();
          expect(shown).toBe(gate.mask(pieces.join('')));
        },
      ),
      { numRuns: 500 },
    );
  });
});

const task: TaskInfo = {
  id: '1',
  name: 'work',
  action: 'command',
  handler: false,
  checkMode: false,
  span: { file: 'site.yml', line: 1, col: 1 },
};

const said = (host: string, stream: 'stdout' | 'stderr', text: string): RunEvent => ({
  kind: 'host-output',
  task,
  host,
  stream,
  text,
});

function ended(host: string, value = new Dict()): RunEvent {
  const result = { status: 'ok', ignored: false, value, diffs: [], noLog: false } as const;
  return { kind: 'result', task, host, result, loop: false };
}

function printed(
  kind: 'json' | 'ansible' | 'community.general.yaml',
  events: RunEvent[],
  options = {},
): string {
  let text = '';
  const out = (piece: string): void => {
    text += piece;
  };
  const reporter = createReporter(kind, { out, err: out, gate: knowing(SECRET), ...options });
  for (const event of events) reporter.on(event);
  return text;
}

describe('a run', () => {
  it('has no halves of secrets in its events, each host and stream by itself', () => {
    const text = printed('json', [
      said('a', 'stdout', 'first correct hor'),
      said('b', 'stdout', 'se battery staple'),
      said('a', 'stderr', 'correct horse '),
      said('a', 'stdout', 'se battery staple, last correct'),
      ended('a'),
    ]);
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(events.map(({ event, host, stream, text: part }) => [event, host, stream, part])).toEqual([
      ['host-output', 'a', 'stdout', 'first '],
      ['host-output', 'b', 'stdout', 'se battery staple'],
      ['host-output', 'a', 'stdout', '********, last '],
      ['host-output', 'a', 'stdout', 'correct'],
      ['host-output', 'a', 'stderr', 'correct horse '],
      ['result', 'a', undefined, undefined],
    ]);
  });

  it.each([
    ['ansible', { resultFormat: 'yaml', verbosity: 1 }],
    ['community.general.yaml', { verbosity: 1 }],
  ] as const)('has none where %s breaks texts into lines', (kind, options) => {
    const msg = `${'long words before it '.repeat(3)}${SECRET} ${'and after it '.repeat(80)}`;
    const text = printed(kind, [ended('a', Dict.of({ msg, changed: false }))], options);
    expect(text).toContain('********');
    expect(text).not.toMatch(/correct|horse|battery|staple/);
  });

  it('has none where the live view cuts lines to the width of the terminal', () => {
    const gate = knowing(SECRET);
    const model = new LiveModel(
      () => 0,
      (text) => gate.mask(text),
    );
    for (const host of ['a', 'b']) model.on({ kind: 'host-task-start', task, host });
    model.on({ kind: 'task-start', task, hosts: ['a', 'b'] });
    model.on(said('a', 'stdout', `now ${SECRET}`));
    const failure = { status: 'failed', ignored: false, diffs: [], noLog: false } as const;
    const value = Dict.of({ msg: `no ${SECRET}` });
    model.on({ kind: 'result', task, host: 'b', result: { ...failure, value }, loop: false });
    const text = frameLines(model, { columns: 24, rows: 24 }, 0, painter(false)).join('\n');
    expect(text).toContain('a  0.0s  now ***');
    expect(text).not.toContain('corr');
  });
});
