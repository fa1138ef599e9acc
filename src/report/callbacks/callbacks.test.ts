import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { Dict } from '../../value/types.js';
import { createReporter, type ReporterKind, type ReporterOptions } from '../index.js';
import { junitOptions } from '../options.js';
import type { AdditionalCallback } from './names.js';

const command: TaskInfo = { id: '1', name: 'run', action: 'command', handler: false, checkMode: false };
const debug: TaskInfo = { ...command, id: '2', name: 'say', action: 'debug' };

function result(task: TaskInfo, status: TaskResult['status'], value: Dict, loop = false): RunEvent {
  const shown = { status, value, ignored: false, diffs: [], noLog: false };
  return { kind: 'result', task, host: 'h1', result: shown, loop };
}

const output = Dict.of({
  changed: true,
  rc: 0,
  stdout: 'a\n\tb  \nc',
  stdout_lines: ['a', '\tb  ', 'c'],
  stderr: 'err',
});

interface Printed {
  readonly out: string;
  readonly err: string;
}

function print(
  kind: ReporterKind,
  events: readonly RunEvent[],
  options: Partial<ReporterOptions> = {},
  additional: readonly AdditionalCallback[] = [],
): Printed {
  let out = '';
  let err = '';
  const write = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const reporter = createReporter(kind, { ...write, tty: false, ...options }, additional);
  for (const event of events) reporter.on(event);
  return { out, err };
}

describe('the callback minimal', () => {
  it.each<[string, RunEvent, string]>([
    [
      'the output of commands',
      result(command, 'changed', output),
      'h1 | CHANGED | rc=0 >>\na\n\tb  \ncerr\n',
    ],
    [
      'results of modules over several lines',
      result({ ...command, action: 'ping' }, 'ok', Dict.of({ changed: false, ping: 'pong' })),
      'h1 | SUCCESS => {\n    "changed": false,\n    "ping": "pong"\n}\n',
    ],
    ['what is skipped', result(command, 'skipped', Dict.of({ skipped: true })), 'h1 | SKIPPED\n'],
    [
      'failures',
      result({ ...command, action: 'fail' }, 'failed', Dict.of({ failed: true, msg: 'no' })),
      'h1 | FAILED! => {\n    "msg": "no"\n}\n',
    ],
    [
      'hosts that cannot be reached',
      result(command, 'unreachable', Dict.of({ msg: 'gone', unreachable: true })),
      'h1 | UNREACHABLE! => {\n    "msg": "gone",\n    "unreachable": true\n}\n',
    ],
  ])('shows %s', (_what, event, text) => {
    expect(print('minimal', [event])).toEqual({ out: text, err: '' });
  });
});

describe('the callback oneline', () => {
  it.each<[string, RunEvent, string]>([
    [
      'the output of commands',
      result(command, 'changed', output),
      'h1 | CHANGED | rc=0 | (stdout) a\\n\tb  \\nc (stderr) err\n',
    ],
    [
      'results of modules',
      result({ ...command, action: 'ping' }, 'ok', Dict.of({ changed: false, ping: 'pong' })),
      'h1 | SUCCESS => {"changed": false,"ping": "pong"}\n',
    ],
    [
      'debug with the blanks of its several lines',
      result(debug, 'ok', Dict.of({ changed: false, msg: 'x' })),
      'h1 | SUCCESS => {    "changed": false,    "msg": "x"}\n',
    ],
    [
      'a loop over debug without them',
      result(debug, 'ok', Dict.of({ msg: 'All items completed', results: [] }), true),
      'h1 | SUCCESS => {"msg": "All items completed","results": []}\n',
    ],
  ])('shows %s', (_what, event, text) => {
    expect(print('oneline', [event]).out).toBe(text);
  });
});

describe('the form of results', () => {
  const event = result(command, 'failed', output);
  const start: RunEvent = { kind: 'task-start', task: command, hosts: ['h1'] };
  const shown = (kind: ReporterKind, options: Partial<ReporterOptions>): string =>
    print(kind, [start, event], options).out.split('FAILED! => ')[1]!;

  it('is YAML with blocks for the yaml callback', () => {
    expect(shown('community.general.yaml', {})).toBe(
      'changed=true \n  rc: 0\n  stderr: err\n  stdout: |-\n    a\n            b\n    c\n  stdout_lines: <omitted>\n',
    );
  });

  it('is indented YAML with result_format', () => {
    expect(shown('default', { resultFormat: 'yaml' })).toBe(
      '\n    changed: true\n    rc: 0\n    stderr: err\n    stdout: |-\n        a\n                b\n        c\n    stdout_lines: <omitted>\n',
    );
  });

  it('is exact YAML without pretty results', () => {
    expect(shown('default', { resultFormat: 'yaml', prettyResults: false })).toContain(
      '\n    stdout: "a\\n\\tb  \\nc"\n    stdout_lines:\n    - a\n    - "\\tb  "\n    - c\n',
    );
  });

  it('is JSON over several lines with pretty results', () => {
    expect(shown('default', { prettyResults: true })).toMatch(/^\{\n {4}"changed": true,\n/);
  });

  it('is JSON followed by the outputs for the debug callback', () => {
    expect(shown('ansible.posix.debug', {})).toBe(
      '{\n    "changed": true,\n    "rc": 0\n}\n\nSTDOUT:\n\na\n\tb  \nc\n\n\nSTDERR:\n\nerr\n',
    );
  });
});

const play: RunEvent[] = [
  { kind: 'playbook-start', file: 'site.yml', plays: 1 },
  { kind: 'play-start', name: 'p', hosts: ['h1'] },
  { kind: 'task-start', task: { ...command, args: Dict.of({ cmd: 'a <b>' }) }, hosts: ['h1'] },
  result(command, 'changed', Dict.of({ changed: true, rc: 0 })),
  { kind: 'task-start', task: { ...debug, role: 'r' }, hosts: ['h1'] },
  result(debug, 'failed', Dict.of({ failed: true, msg: 'bad & worse' })),
  {
    kind: 'run-end',
    interrupted: false,
    stats: new Map([
      ['h1', { ok: 1, changed: 1, unreachable: 0, failed: 1, skipped: 0, rescued: 0, ignored: 0 }],
    ]),
  },
];

describe('the callback json', () => {
  it('prints one document when the run is over', () => {
    const document = JSON.parse(print('ansible.posix.json', play).out);
    expect(Object.keys(document)).toEqual(['custom_stats', 'global_custom_stats', 'plays', 'stats']);
    expect(document.stats.h1).toEqual({
      changed: 1,
      failures: 1,
      ignored: 0,
      ok: 1,
      rescued: 0,
      skipped: 0,
      unreachable: 0,
    });
    expect(document.plays[0].tasks.map((task: { hosts: unknown }) => task.hosts)).toEqual([
      { h1: { action: 'command', changed: true, rc: 0 } },
      { h1: { action: 'debug', failed: true, msg: 'bad & worse' } },
    ]);
  });

  it('is one line without indentation', () => {
    expect(print('ansible.posix.json', play, { jsonIndent: 0 }).out.split('\n')).toHaveLength(2);
  });
});

describe('the callback junit', () => {
  /** The cases of the one file written with these variables. */
  function cases(env: Record<string, string> = {}): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'junit-'));
    try {
      const junit = junitOptions({ ...env, JUNIT_OUTPUT_DIR: folder });
      print('community.general.null', play, { junit }, ['junit']);
      const [file] = readdirSync(folder);
      expect(file).toMatch(/^site-[\d.]+\.xml$/);
      return readFileSync(join(folder, file!), 'utf8').match(/<testcase[^>]*>|<failure[^>]*>/g) ?? [];
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const names = (lines: readonly string[]): (string | undefined)[] =>
    lines.filter((line) => line.startsWith('<testcase')).map((line) => / name="([^"]*)"/.exec(line)?.[1]);

  it('has a case for each task and host, with what failed', () => {
    const lines = cases();
    expect(names(lines)).toEqual(['[h1] p: run cmd=a &lt;b&gt;', '[h1] p: say']);
    expect(lines.at(-1)).toBe('<failure message="bad &amp; worse" type="failure">');
  });

  it.each<[string, Record<string, string>, string[], number]>([
    ['hides arguments', { JUNIT_HIDE_TASK_ARGUMENTS: 'true' }, ['[h1] p: run', '[h1] p: say'], 1],
    [
      'counts changes as failures',
      { JUNIT_FAIL_ON_CHANGE: 'true' },
      ['[h1] p: run cmd=a &lt;b&gt;', '[h1] p: say'],
      2,
    ],
    ['leaves out tasks of other names that pass', { JUNIT_TEST_CASE_PREFIX: 'TEST' }, ['[h1] p: say'], 1],
  ])('%s when told to', (_what, env, expected, failures) => {
    const lines = cases(env);
    expect(names(lines)).toEqual(expected);
    expect(lines.filter((line) => line.startsWith('<failure'))).toHaveLength(failures);
  });
});

describe('callbacks that measure time', () => {
  it('print a line at each task, and a table at the end', () => {
    const { out } = print('community.general.null', play, {}, [
      'ansible.posix.profile_tasks',
      'ansible.posix.profile_roles',
      'ansible.posix.timer',
    ]);
    const lines = out.split('\n');
    const clock =
      /^[A-Z][a-z]+day \d\d [A-Z][a-z]+ \d{4} {2}[\d:]{8} [+-]\d{4} \(\d:\d\d:\d\d\.\d{3}\) {7}\d:\d\d:\d\d\.\d{3} \*+ $/;
    expect(lines.filter((line) => clock.test(line))).toHaveLength(6);
    expect(lines.filter((line) => /^(run|say|command|r|total) -+ \d+\.\d\ds$/.test(line))).toHaveLength(5);
    expect(lines.at(-2)).toBe('Playbook run took 0 days, 0 hours, 0 minutes, 0 seconds');
  });
});

describe('the callback tree', () => {
  it('keeps the last result of a host in a file', () => {
    const treeDirectory = mkdtempSync(join(tmpdir(), 'tree-'));
    try {
      print('community.general.null', play, { treeDirectory }, ['tree']);
      expect(readFileSync(join(treeDirectory, 'h1'), 'utf8')).toBe('{"msg": "bad & worse"}');
    } finally {
      rmSync(treeDirectory, { recursive: true });
    }
  });
});

describe('log_path', () => {
  it('keeps what is shown, without colours, for the owner only', () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const logPath = join(folder, 'run.log');
    try {
      print('minimal', [result(command, 'skipped', new Dict())], { logPath, color: true });
      expect(readFileSync(logPath, 'utf8')).toMatch(
        /^[\d-]{10} [\d:]{8},\d{3} p=\d+ u=\w+ n=ansible \| h1 \| SKIPPED\n$/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
