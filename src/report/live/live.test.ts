import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HostStats, RunEvent, Status, TaskInfo } from '../../events/events.js';
import { Dict } from '../../value/types.js';
import { SecretGate } from '../gate.js';
import { completeOptions } from '../options.js';
import { painter } from '../palette.js';
import { duration, frameLines, headLine } from './frame.js';
import { LiveModel } from './model.js';
import { LiveReporter } from './reporter.js';

const plain = painter(false);

function task(name: string): TaskInfo {
  return {
    id: name,
    name,
    action: 'command',
    handler: false,
    checkMode: false,
    span: { file: 'site.yml', line: 7, col: 7 },
  };
}

function result(of: TaskInfo, host: string, status: Status, value: Dict = new Dict()): RunEvent {
  const outcome = { status, ignored: false, value, diffs: [], noLog: false };
  return { kind: 'result', task: of, host, result: outcome, loop: false };
}

function hosts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `host${index}`);
}

describe('the frame of the live view', () => {
  const running = task('install');

  function busyModel(count: number): LiveModel {
    let clock = 0;
    const model = new LiveModel(() => clock++ * 1000);
    model.on({ kind: 'task-start', task: running, hosts: hosts(count) });
    for (const host of hosts(count)) model.on({ kind: 'host-task-start', task: running, host });
    return model;
  }

  it('lists what each host is doing, slowest first', () => {
    const model = busyModel(2);
    model.on({
      kind: 'host-output',
      task: running,
      host: 'host0',
      stream: 'stdout',
      text: 'Unpacking a\nUnpacking b\n',
    });
    model.on({ kind: 'retry', task: running, host: 'host1', retriesLeft: 2, value: new Dict() });
    expect(frameLines(model, { columns: 80, rows: 24 }, 10_000, plain)).toEqual([
      'TASK [install] 0/2  10s',
      '  host0  9.0s  Unpacking b',
      '  host1  8.0s  failed, 2 retries left',
    ]);
  });

  it.each([24, 10, 6, 4])('never exceeds a terminal of %i rows with 1000 hosts', (rows) => {
    const model = busyModel(1000);
    for (const host of hosts(100))
      model.on(result(running, host, 'failed', Dict.of({ msg: 'no space left' })));
    const lines = frameLines(model, { columns: 80, rows }, 2_000_000, plain);
    expect(lines.length).toBeLessThanOrEqual(rows - 2);
    expect(lines[0]).toContain('100/1000  failed 100');
  });

  it('shows the slowest five of many', () => {
    const lines = frameLines(busyModel(1000), { columns: 80, rows: 50 }, 2_000_000, plain);
    expect(lines).toHaveLength(7);
    expect(lines[1]).toContain('host0 ');
    expect(lines[6]).toBe('  … 995 more hosts at work');
  });

  it('cuts long output to the width of the terminal', () => {
    const model = busyModel(1);
    model.on({ kind: 'host-output', task: running, host: 'host0', stream: 'stdout', text: 'x'.repeat(500) });
    expect(
      Math.max(...frameLines(model, { columns: 60, rows: 24 }, 5000, plain).map((line) => line.length)),
    ).toBe(56);
  });

  it('sums up a task that is over', () => {
    const model = busyModel(3);
    model.on(result(running, 'host0', 'ok'));
    model.on(result(running, 'host1', 'changed'));
    model.on(result(running, 'host2', 'unreachable'));
    expect(headLine(model, 65_000, plain)).toBe('TASK [install]  ok 1  changed 1  unreachable 1  1:05');
  });

  it.each([
    [420, '0.4s'],
    [12_900, '12s'],
    [185_000, '3:05'],
    [3_723_000, '1:02:03'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

/** A live reporter, and what its terminal has been sent. */
function liveReporter() {
  const screen = Object.assign(new PassThrough(), {
    columns: 80,
    rows: 24,
    isTTY: true,
  }) as unknown as NodeJS.WriteStream;
  let text = '';
  screen.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const gate = new SecretGate();
  const out = (chunk: string) => void screen.write(chunk);
  const options = completeOptions({ gate, out, color: false, terminalColumns: 80, terminalRows: 24 });
  return { reporter: new LiveReporter(options, screen), gate, text: () => text };
}

describe('the live reporter', () => {
  it('leaves a line for each task, then the failures and the recap, without secrets', async () => {
    const { reporter, gate, text } = liveReporter();
    gate.add('hunter2');
    const stats: HostStats = {
      ok: 1,
      changed: 0,
      unreachable: 0,
      failed: 1,
      skipped: 0,
      rescued: 0,
      ignored: 0,
    };
    const events: RunEvent[] = [
      { kind: 'play-start', name: 'web', hosts: ['a'] },
      { kind: 'task-start', task: task('first'), hosts: ['a'] },
      result(task('first'), 'a', 'ok'),
      { kind: 'task-start', task: task('second'), hosts: ['a'] },
      result(
        task('second'),
        'a',
        'failed',
        Dict.of({ msg: 'bad hunter2', cmd: ['curl', '-u', 'x:hunter2'], rc: 7 }),
      ),
      { kind: 'run-end', stats: new Map([['a', stats]]), interrupted: false },
    ];
    for (const event of events) reporter.on(event);
    await reporter.end();
    expect(text()).toContain('TASK [first]  ok 1');
    expect(text()).toContain('TASK [second]  failed 1');
    expect(text()).toContain('    command: curl -u x:********\n    status: 7');
    expect(text()).toContain('a                          : ok=1 ');
    expect(text()).not.toContain('hunter2');
  });

  it('draws no more while somebody is asked, and sums the task up when it is over', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { reporter, text } = liveReporter();
    reporter.on({ kind: 'task-start', task: task('ask'), hosts: ['a'] });
    reporter.on({ kind: 'conversation', open: true });
    await reporter.settled();
    reporter.on({ kind: 'message', level: 'info', text: 'Go on?' });
    await reporter.settled();
    const asked = text().length;
    expect(text().slice(-'Go on?\n'.length)).toBe('Go on?\n');
    vi.advanceTimersByTime(5000);
    await reporter.settled();
    expect(text().length).toBe(asked);
    reporter.on({ kind: 'conversation', open: false });
    reporter.on(result(task('ask'), 'a', 'ok'));
    await reporter.end();
    expect(text().slice(asked)).toMatch(/^TASK \[ask\] {2}ok 1 .*\n$/);
  });
});
