import { describe, expect, it } from 'vitest';
import { pyRepr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import { createTemplar } from '../templar.js';

const warnings: string[] = [];
const settings: ReadonlyMap<string, Value> = new Map<string, Value>([['DEFAULT_FORKS', 5]]);
const templar = createTemplar({
  warn: (text) => warnings.push(text),
  setting: (name) => settings.get(name),
});
const variables: ReadonlyMap<string, Value> = new Map<string, Value>([['ansible_ssh_port', 2022]]);
const scope = {
  get: (name: string) => variables.get(name),
  has: (name: string) => variables.has(name),
  names: () => variables.keys(),
};
const value = (expression: string): Value => templar.evaluate(expression, scope);

describe('a lookup that fails', () => {
  const unhandled = "An unhandled exception occurred while running the lookup plugin 'sequence'";

  it('is wrapped in a sentence that names it when it is called', () => {
    expect(() => value("lookup('sequence', 'start=A end=3')")).toThrow(
      `${unhandled}. Error was a <class 'ansible.errors.AnsibleError'>, original message: can't parse start=A as integer`,
    );
  });

  it('speaks for itself in a loop', () => {
    expect(() => templar.lookup('sequence', ['start=A end=3'], new Map(), scope)).toThrow(
      /^can't parse start=A as integer/,
    );
  });

  it('gives nothing with errors=ignore, and a warning with errors=warn', () => {
    expect(value("lookup('first_found', '/none/such', errors='ignore')")).toBeNull();
    expect(warnings).toEqual([]);
    expect(value("query('first_found', '/none/such', errors='warn')")).toEqual([]);
    expect(warnings).toEqual([
      'Lookup failed but the error is being ignored: No file was found when using first_found.',
    ]);
  });
});

describe('the lookup config', () => {
  it.each([
    ["query('config', 'DEFAULT_FORKS')", '[5]'],
    ["query('config', 'NO_SUCH', on_missing='skip')", '[]'],
    ["query('config', 'port', plugin_type='connection', plugin_name='ssh')", '[2022]'],
    ["query('config', 'remote_tmp', plugin_type='shell', plugin_name='sh')", "['~/.ansible/tmp']"],
  ])('%s is %s', (expression, answer) => {
    expect(pyRepr(value(expression))).toBe(answer);
  });

  it.each([
    ["lookup('config', 'NO_SUCH')", 'Unable to find setting NO_SUCH'],
    ["lookup('config', 'X', on_missing='no')", 'valid values are'],
    ["lookup('config', 1)", 'Invalid setting identifier, "1" is not a string'],
    ["lookup('config', 'X', plugin_type='shell')", 'plugin_type and plugin_name go together'],
  ])('%s fails: %s', (expression, message) => {
    expect(() => value(expression)).toThrow(message);
  });
});
