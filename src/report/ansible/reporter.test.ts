import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnostic } from '../../diag/diagnostic.js';
import type { RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { Dict } from '../../value/types.js';
import { completeOptions, type ReporterOptions, wantsColor } from '../options.js';
import { wrapText } from '../wrapText.js';
import { AnsibleReporter } from './reporter.js';

const task: TaskInfo = {
  id: 't1',
  name: 'build',
  action: 'command',
  handler: false,
  checkMode: false,
  span: { file: 'site.yml', line: 4, col: 7 },
};

function print(
  events: readonly RunEvent[],
  given: Partial<ReporterOptions> = {},
): { out: string; err: string } {
  const text = { out: '', err: '' };
  const reporter = new AnsibleReporter(
    completeOptions({
      tty: false,
      color: false,
      out: (chunk) => {
        text.out += chunk;
      },
      err: (chunk) => {
        text.err += chunk;
      },
      ...given,
    }),
  );
  for (const event of events) reporter.on(event);
  return text;
}

function failed(value: Dict, more: Partial<TaskResult> = {}): RunEvent {
  const result: TaskResult = { status: 'failed', ignored: false, value, diffs: [], noLog: false, ...more };
  return { kind: 'result', task, host: 'a', result, loop: false };
}

describe('a failure in the ansible reporter', () => {
  const value = Dict.of({
    cmd: ['make', 'all targets'],
    rc: 2,
    stdout: 'one\ntwo',
    stderr: 'no rule',
    msg: 'non-zero return code',
  });

  it('is followed by the place, the command, its status and output as text', () => {
    expect(
      print([failed(value)])
        .out.split('\n')
        .slice(3),
    ).toEqual([
      '    task: site.yml:4:7',
      "    command: make 'all targets'",
      '    status: 2',
      '    stdout:',
      '      one',
      '      two',
      '    stderr: no rule',
      '',
    ]);
  });

  it('is not explained when it is ignored, nor when explanations are off', () => {
    expect(print([failed(value, { ignored: true })]).out).toMatch(/\n\.\.\.ignoring\n$/);
    expect(print([failed(value)], { explainFailures: false }).out.split('\n')).toHaveLength(4);
  });

  it('shows nothing of a no_log result but its place', () => {
    const censored = Dict.of({ censored: 'hidden', changed: false });
    expect(print([failed(censored, { noLog: true })]).out).toMatch(
      /"hidden", "changed": false}\n {4}task: site.yml:4:7\n$/,
    );
  });

  it('shows the findings with their places', () => {
    const finding = diagnostic('undefined-variable', "'x' is undefined", {
      span: { file: 'site.yml', line: 5, col: 9 },
    });
    const { out } = print([failed(Dict.of({ msg: 'm' }), { diagnostics: [finding] })]);
    expect(out).toContain("    error: 'x' is undefined\n      at site.yml:5:9\n");
  });
});

describe('messages in the ansible reporter', () => {
  it('warns on standard error, wrapped, and once', () => {
    const text =
      'Could not match supplied host pattern, ignoring: a-very-long-name-of-a-host-that-does-not-exist';
    const warning: RunEvent = { kind: 'message', level: 'warning', text };
    expect(print([warning, warning])).toEqual({
      out: '',
      err: '[WARNING]: Could not match supplied host pattern, ignoring: a-very-long-name-\nof-a-host-that-does-not-exist\n',
    });
  });

  it('shows the path of a task from -vv on', () => {
    const { out } = print([{ kind: 'task-start', task, hosts: ['a'] }], { verbosity: 2 });
    expect(out.endsWith(`*\ntask path: ${resolve('site.yml')}:4\n`)).toBe(true);
  });

  it('fills the banner up to the width of the terminal, at least 79 columns', () => {
    const start: RunEvent = { kind: 'play-start', name: '日本', hosts: [] };
    expect(print([start]).out.trim()).toBe(`PLAY [日本] ${'*'.repeat(79 - 11)}`);
    expect(print([start], { terminalColumns: 120 }).out.trim()).toBe(`PLAY [日本] ${'*'.repeat(119 - 11)}`);
  });
});

describe('wantsColor', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [false, { forced: true }, true],
    [true, { none: true }, false],
    [true, { none: true, forced: true }, true],
    [true, { term: 'dumb' }, false],
  ])('terminal %s with %j: %s', (tty, wishes, expected) => {
    const said = { forced: undefined, none: undefined, term: 'xterm', ...wishes };
    expect(wantsColor(tty, said)).toBe(expected);
  });
});

describe('wrapText', () => {
  it.each([
    ['a b', 79, ['a b']],
    ['one two  three', 8, ['one two', 'three']],
    ['a-long-hyphenated word', 8, ['a-long-h', 'yphenate', 'd word']],
    ['x'.repeat(10), 4, ['xxxx', 'xxxx', 'xx']],
  ])('%j at %i', (text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines);
  });
});
