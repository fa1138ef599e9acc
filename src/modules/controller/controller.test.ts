import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost, scopeOf } from '../../../test/support/moduleContext.js';
import type { Module, Person } from '../../module/types.js';
import { createTemplar } from '../../template/templar.js';
import { fromJs, toJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { assertModule, failModule } from './assert.js';
import { debug } from './debug.js';
import { includeVars } from './includeVars.js';
import { addHost, groupBy, setStats } from './inventory.js';
import { pause } from './pause.js';
import { setFact } from './setFact.js';
import { validateArgumentSpec } from './validateArgumentSpec.js';

const scope = scopeOf({ x: fromJs({ a: 1, keep: true }), n: 5, ansible_verbosity: 0 });
const run = (module: Module, args: Record<string, unknown>) =>
  runModule(module, Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>, new ShellHost(), {
    templar: createTemplar(),
    scope,
  });

describe('controller modules', () => {
  it.each<[string, Module, Record<string, unknown>, Record<string, unknown>]>([
    ['debug with its default', debug, {}, { msg: 'Hello world!' }],
    ['debug with a list', debug, { msg: [1, 'a'] }, { msg: [1, 'a'] }],
    ['debug of an expression', debug, { var: 'x.a' }, { 'x.a': '1' }],
    ['debug of a variable keeps its type', debug, { var: 'n' }, { n: 5 }],
    ['debug of an unknown variable', debug, { var: 'nope' }, { nope: 'VARIABLE IS NOT DEFINED!' }],
    ['debug of an unknown attribute', debug, { var: 'x.b.c' }, { 'x.b.c': 'VARIABLE IS NOT DEFINED!' }],
    [
      'debug below its verbosity',
      debug,
      { msg: 'x', verbosity: 2 },
      { skipped: true, skipped_reason: 'Verbosity threshold not met.' },
    ],
    [
      'debug with both',
      debug,
      { msg: 'x', var: 'y' },
      { failed: true, msg: "'msg' and 'var' are incompatible options" },
    ],
    ['set_fact', setFact, { a: 'yes', b: '2', c: [1] }, { ansible_facts: { a: true, b: '2', c: [1] } }],
    [
      'set_fact of nothing',
      setFact,
      { cacheable: true },
      {
        failed: true,
        msg: 'set_fact needs a variable to set: NAME: VALUE',
      },
    ],
    [
      'assert that holds',
      assertModule,
      { that: ['n > 4', true] },
      { changed: false, msg: 'All assertions passed' },
    ],
    ['assert with one expression', assertModule, { that: 'n == 5', success_msg: 'fine' }, { msg: 'fine' }],
    [
      'assert that fails',
      assertModule,
      { that: ['n == 5', 'n == 6'], fail_msg: ['a', 'b'] },
      { failed: true, assertion: 'n == 6', evaluated_to: false, msg: ['a', 'b'] },
    ],
    ['fail', failModule, {}, { failed: true, msg: 'Failed as requested from task' }],
    [
      'add_host',
      addHost,
      { hostname: 'h1:22', groups: 'g1, g2', foo: 'bar' },
      {
        add_host: { host_name: 'h1', groups: ['g1', 'g2'], host_vars: { ansible_ssh_port: 22, foo: 'bar' } },
      },
    ],
    [
      'add_host with IPv6',
      addHost,
      { name: '2001:db8::1' },
      { add_host: { host_name: '2001:db8::1', groups: [], host_vars: {} } },
    ],
    ['group_by', groupBy, { key: 'a b', parents: 'p q' }, { add_group: 'a-b', parent_groups: ['p-q'] }],
    [
      'set_stats',
      setStats,
      { data: { n: 1 } },
      { ansible_stats: { data: { n: 1 }, per_host: false, aggregate: true } },
    ],
    [
      'pause',
      pause,
      { seconds: 0 },
      { rc: 0, delta: 1, stdout: expect.stringMatching(/^Paused for 1\.\d+ seconds$/), user_input: '' },
    ],
    [
      'validate_argument_spec',
      validateArgumentSpec,
      { argument_spec: { n: { type: 'int', required: true } } },
      { changed: false, msg: 'The arg spec validation passed' },
    ],
    [
      'validate_argument_spec with an error',
      validateArgumentSpec,
      { argument_spec: { i: { type: 'int', required: true } }, provided_arguments: { i: 'x' } },
      { failed: true },
    ],
  ])('%s', async (_what, module, args, expected) => {
    expect(toJs((await run(module, args)).value)).toMatchObject(expected);
  });

  it.each<[string, Module, Record<string, unknown>, string]>([
    ['set_fact', setFact, { a: 1, cacheable: 'yes' }, 'set-facts'],
    ['group_by', groupBy, { key: 'k' }, 'group-by'],
    ['add_host', addHost, { name: 'h' }, 'add-host'],
    ['set_stats', setStats, { data: {} }, 'set-stats'],
  ])('%s asks the engine for its effect', async (_what, module, args, kind) => {
    expect((await run(module, args)).effects).toMatchObject([{ kind }]);
  });

  it('rejects names that are no variables', async () => {
    await expect(run(setFact, { 'a-b': 1 })).rejects.toThrow("The variable name 'a-b' is not valid");
  });

  it('runs pause and add_host once for a batch', () => {
    expect([pause, addHost, debug].map((module) => module.oncePerBatch)).toEqual([true, true, false]);
  });
});

describe('pause', () => {
  /** Who presses these keys, and what was said and shown on the terminal. */
  const typist = (keys: string) => {
    const waiting = [...keys];
    const said: string[] = [];
    const shown: string[] = [];
    const person: Person = {
      interactive: true,
      say: (text) => said.push(text),
      echo: (text) => shown.push(text),
      key: () =>
        waiting.length > 0 ? Promise.resolve(waiting.shift()) : new Promise<undefined>(() => undefined),
    };
    return { person, said, shown };
  };
  const pausing = async (keys: string, args: Record<string, unknown>) => {
    const { person, said, shown } = typist(keys);
    const secrets: string[] = [];
    const ended = await runModule(pause, toArgs(args), new ShellHost(), {
      converse: (work) => work(person),
      secret: (text) => secrets.push(text),
    });
    return { value: toJs(ended.value) as Record<string, unknown>, said, shown: shown.join(''), secrets };
  };
  const toArgs = (args: Record<string, unknown>) =>
    Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>;

  it('asks under the name of the task, shows what is typed and can be corrected', async () => {
    const { value, said, shown, secrets } = await pausing('yess\x7f\r', { prompt: 'Sure?' });
    expect(value).toMatchObject({ user_input: 'yes' });
    expect(said).toEqual(['[a task]\nSure?:']);
    expect(shown).toBe('yess\r\x1b[Kyes\r\x1b[K');
    expect(secrets).toEqual([]);
  });

  it('without echo shows nothing and keeps the answer from outputs', async () => {
    const { value, said, shown, secrets } = await pausing('abc\n', { echo: false });
    expect(value).toMatchObject({ user_input: 'abc', echo: false });
    expect(said).toEqual(['[a task]\nPress enter to continue, Ctrl+C to interrupt (output is hidden):']);
    expect(shown).toBe('\r\x1b[K');
    expect(secrets).toEqual(['abc']);
  });

  it('goes on early after Ctrl-C and C, whatever was pressed before', async () => {
    const { value, said } = await pausing('\rx\x03zC', { minutes: 10, prompt: 'Look' });
    expect(value).toMatchObject({ delta: 0, user_input: '' });
    expect(said).toEqual([
      'Pausing for 600 seconds',
      "(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)",
      '[a task]\nLook:',
      "Press 'C' to continue the play or 'A' to abort ",
    ]);
  });

  it.each([{ prompt: 'Sure?' }, { seconds: 100 }])('is aborted by Ctrl-C and A: %o', async (args) => {
    await expect(pausing('\x03a', args)).rejects.toThrow('user requested abort!');
  });

  it('is over when its time is', async () => {
    expect((await pausing('\r', { seconds: 1 })).value).toMatchObject({ delta: 1 });
  });

  it.each<[unknown, string]>([
    ['1.5', "of type <class 'str'> and we were unable to convert to int: invalid literal"],
    [[1], "int() argument must be a string, a bytes-like object or a real number, not 'list'"],
  ])('takes no %j for seconds', async (seconds, reason) => {
    await expect(run(pause, { seconds })).rejects.toThrow(reason);
  });

  it('leaves out fractions and waits a second at least', async () => {
    expect(toJs((await run(pause, { minutes: 0.5 })).value)).toMatchObject({ delta: 1 });
  });

  it('ends with the task', async () => {
    const signal = AbortSignal.timeout(20);
    const { person } = typist('ab');
    const waits = runModule(pause, {}, new ShellHost(), { converse: (work) => work(person), signal });
    await expect(waits).rejects.toThrow('timeout');
  });
});

describe('include_vars', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vars-'));
  beforeAll(() => {
    mkdirSync(join(dir, 'sub'));
    writeFileSync(join(dir, 'a.yml'), 'x: {b: 2}\ny: 1\n');
    writeFileSync(join(dir, 'b.json'), '{"y": 2}');
    writeFileSync(join(dir, 'empty.yml'), '---\n');
    writeFileSync(join(dir, 'list.txt'), '- 1\n');
    writeFileSync(join(dir, 'sub', 'c.yml'), 'z: 3\n');
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each<[string, () => Record<string, unknown>, Record<string, unknown>]>([
    ['a file', () => ({ file: join(dir, 'a.yml') }), { x: { b: 2 }, y: 1 }],
    ['the free form', () => ({ _raw_params: join(dir, 'empty.yml') }), {}],
    ['under a name', () => ({ file: join(dir, 'a.yml'), name: 'all' }), { all: { x: { b: 2 }, y: 1 } }],
    [
      'merged with what exists',
      () => ({ file: join(dir, 'a.yml'), hash_behaviour: 'merge' }),
      { x: { a: 1, keep: true, b: 2 }, y: 1 },
    ],
    ['a directory', () => ({ dir, ignore_files: ['list.txt'] }), { x: { b: 2 }, y: 2, z: 3 }],
    ['one level', () => ({ dir, depth: 1, ignore_unknown_extensions: true }), { x: { b: 2 }, y: 2 }],
    ['matching names', () => ({ dir, files_matching: '^b' }), { y: 2 }],
  ])('%s', async (_what, args, vars) => {
    const { value, effects } = await run(includeVars, args());
    expect(toJs(value.get('ansible_facts')!)).toEqual(vars);
    expect(effects).toMatchObject([{ kind: 'include-vars' }]);
  });

  it.each<[string, () => Record<string, unknown>, RegExp]>([
    ['another extension', () => ({ dir }), /does not have a valid extension/],
    ['a missing directory', () => ({ dir: join(dir, 'nope') }), /directory does not exist/],
    ['a list', () => ({ file: join(dir, 'list.txt') }), /must be stored as a dictionary/],
  ])('says in `message` what is wrong with %s', async (_what, args, words) => {
    const { value, effects } = await run(includeVars, args());
    expect(toJs(value)).toMatchObject({
      failed: true,
      ansible_facts: {},
      message: expect.stringMatching(words),
    });
    expect(effects).toEqual([]);
  });

  it('refuses arguments of both kinds', async () => {
    await expect(run(includeVars, { dir, file: 'x' })).rejects.toThrow(/exclude each other/);
  });
});
