import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../events/events.js';
import { implicitTask, type Play } from '../../playbook/ast.js';
import { createTemplar } from '../../template/templar.js';
import { Dict } from '../../value/types.js';
import { VariableScope } from '../../vars/scope.js';
import { Run, type RunParts } from '../run.js';
import { type DebugOutcome, DebugSession } from './debugSession.js';

const templar = createTemplar();
const play = { kind: 'play', source: new Dict(), parent: undefined, span: undefined } as unknown as Play;

/** Types lines at the debugger, then the end of input; what it says and how it ends. */
async function talk(...lines: string[]): Promise<{ said: string[]; end: DebugOutcome }> {
  const said: string[] = [];
  const typed = [...lines];
  const run = new Run({
    options: {},
    templar,
    sink: (event: RunEvent) => void (event.kind === 'message' && said.push(event.text)),
    readCommand: async () => typed.shift(),
  } as unknown as RunParts);
  const layer = { name: 'play', vars: Dict.of({ port: 80, url: 'http://x:{{ port }}' }), data: false };
  const session = new DebugSession(run, {
    task: implicitTask(play, 'uri', Dict.of({ url: '{{ url }}', method: 'GET' }), new Dict()),
    name: 'ask',
    host: 'web',
    result: Dict.of({ failed: true, msg: 'refused' }),
    args: Dict.of({ url: 'http://x:80', method: 'GET' }),
    scope: new VariableScope(templar, [layer], new Map(), false),
  });
  return { said, end: await session.talk() };
}

describe('the debugger', () => {
  it.each([
    ['p task', 'TASK: ask'],
    ['p host', 'web'],
    ['p task.args', "{'method': 'GET', 'url': 'http://x:80'}"],
    ["p task_vars['url']", "'http://x:{{ port }}'"],
    ['p result._result', "{'failed': True, 'msg': 'refused'}"],
    ["task.args['method'].lower()", "'get'"],
    ["p task_vars['nope']", "***KeyError:KeyError('nope')"],
    ['p nope', `***NameError:NameError("name 'nope' is not defined")`],
    ["del task.args['nope']", "***KeyError:KeyError('nope')"],
    ['task.nonsense = 1', "***AttributeError:AttributeError('a task has no nonsense')"],
  ])('answers %s', async (line, answer) => {
    expect((await talk(line)).said[0]).toBe(answer);
  });

  it.each([
    ['c', 'continue'],
    ['continue', 'continue'],
    ['q', 'quit'],
    ['', 'quit'],
  ])('ends with "%s"', async (line, kind) => {
    expect((await talk(line)).end.kind).toBe(kind);
  });

  it('does the task again with the arguments that were changed, and only those', async () => {
    const { end } = await talk("task.args['method'] = 'HEAD'", 'r');
    expect(end).toMatchObject({
      kind: 'redo',
      task: { args: Dict.of({ url: '{{ url }}', method: 'HEAD' }) },
    });
  });

  it('does it again with other variables, which may be templates', async () => {
    const { said, end } = await talk(
      "task_vars['port'] = 81",
      "task_vars['more'] = '{{ port }}1'",
      'u',
      "p task.args['url']",
      'redo',
    );
    expect(said).toEqual(["'http://x:81'"]);
    expect(end).toMatchObject({ vars: Dict.of({ port: 81, more: '811' }) });
  });

  it('sets keywords and removes arguments', async () => {
    const { end } = await talk("del task.args['method']", 'task.ignore_errors = true', 'r');
    expect(end).toMatchObject({
      task: { args: Dict.of({ url: '{{ url }}' }), source: Dict.of({ ignore_errors: true }) },
    });
  });

  it('repeats the last command on an empty line', async () => {
    expect((await talk('p host', '')).said).toEqual(['web', 'web', 'User interrupted execution']);
  });
});
