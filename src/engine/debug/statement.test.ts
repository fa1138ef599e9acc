import { describe, expect, it } from 'vitest';
import { parseStatement } from './statement.js';

describe('lines typed at the debugger', () => {
  it.each([
    [
      "task.args['that'] = '1 == 1'",
      { kind: 'assign', to: { root: 'args', keys: ["'that'"] }, expression: "'1 == 1'" },
    ],
    [
      "task_vars['a']['b']=2",
      { kind: 'assign', to: { root: 'vars', keys: ["'a'", "'b'"] }, expression: '2' },
    ],
    ["task.args = {'a': 1}", { kind: 'assign', to: { root: 'args', keys: [] }, expression: "{'a': 1}" }],
    ['task.retries = 3', { kind: 'assign', to: { root: 'task', keys: ['retries'] }, expression: '3' }],
    ["del task.args['x']", { kind: 'delete', from: { root: 'args', keys: ["'x'"] } }],
    ["task.args['x'] == 1", { kind: 'expression', expression: "task.args['x'] == 1" }],
    ["task.args.update({'a': 1})", { kind: 'expression', expression: "task.args.update({'a': 1})" }],
    ['other = 1', { kind: 'expression', expression: 'other = 1' }],
  ])('%s', (line, statement) => {
    expect(parseStatement(line)).toEqual(statement);
  });
});
