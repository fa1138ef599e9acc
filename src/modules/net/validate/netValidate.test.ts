import { describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { DiagnosticError } from '../../../diag/diagnostic.js';
import { createTemplar } from '../../../template/templar.js';
import type { Scope } from '../../../template/types.js';
import type { Dict, Value } from '../../../value/types.js';
import { loadYaml } from '../../../yaml/load.js';
import { netValidate } from './netValidate.js';

const templar = createTemplar();

/** The variables of a host as an inventory file has them; templates are resolved. */
function scopeOf(text: string, file: string): Scope {
  const source = loadYaml(text, file) as Dict;
  const scope: Scope = {
    get: (name) => {
      const value = source.get(name);
      return value === undefined ? undefined : templar.resolve(value, scope);
    },
    has: (name) => source.has(name),
    names: () => [...source.keys()].map(String),
    source: (name) => source.get(name),
  };
  return scope;
}

/** Runs the module on the first host of a play of hosts with these variables; `active`: those of its batch that did not fail. */
async function validate(texts: Readonly<Record<string, string>>, active = Object.keys(texts)) {
  const scopes = new Map(Object.entries(texts).map(([host, text]) => [host, scopeOf(text, `${host}.yml`)]));
  const magic: Record<string, Value> = {
    ansible_play_hosts_all: Object.keys(texts),
    ansible_play_batch: active,
  };
  const host = new ShellHost();
  const outcome = runModule(netValidate, { role: 'bridges' }, host, {
    templar,
    scope: { get: (name) => magic[name], has: (name) => name in magic, names: () => Object.keys(magic) },
    scopeOf: (name) => scopes.get(name)!,
  });
  const found = await outcome.then(
    ({ value }) => value.get('hosts'),
    (error: unknown) => {
      if (error instanceof DiagnosticError) return error.diagnostics;
      throw error;
    },
  );
  expect(host.scripts).toEqual([]);
  return found;
}

const messages = (found: unknown): string[] => (found as { message: string }[]).map(({ message }) => message);

describe('meshwright.net.net_validate', () => {
  it('reads the variables of every host of the play and contacts none', async () => {
    expect(await validate({ one: 'bridges: [{name: br0}]', two: 'bridges: []', three: '{}' })).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('says where a mistake stands', async () => {
    const found = await validate({ one: 'bridges:\n  - name: br0\n    mtu: "9000"\n' });
    expect(found).toMatchObject([
      {
        message: 'bridges[0].mtu: "9000" is a text, not a number',
        fix: 'write 9000 without quotes',
        span: { file: 'one.yml', line: 3, col: 11 },
      },
    ]);
  });

  it('tells a mistake of several hosts once, with their names unless it is all', async () => {
    const [wrong, right] = ['bridges: [{name: "b r"}]', 'bridges: []'];
    expect(messages(await validate({ a: wrong, b: wrong }))).toEqual([
      'bridges[0].name: "b r" is no device\'s name',
    ]);
    expect(messages(await validate({ a: wrong, b: right, c: wrong }))).toEqual([
      'bridges[0].name: "b r" is no device\'s name (a, c)',
    ]);
    expect(messages(await validate({ a: wrong, b: wrong, c: wrong, d: wrong, e: wrong, f: right }))).toEqual([
      'bridges[0].name: "b r" is no device\'s name (a, b, c, d and 1 more)',
    ]);
  });

  it('takes the text of a template for the number that it is', async () => {
    const text = 'base: 1450\nbridges: [{name: br0, mtu: "{{ base + 50 }}"}]';
    expect(await validate({ one: text })).toEqual(['one']);
    const hidden = 'base: 1450\nlist: [{name: br0, mtu: "{{ base + 50 }}"}]\nbridges: "{{ list }}"';
    expect(await validate({ one: hidden })).toEqual(['one']);
  });

  it('reports variables that cannot be evaluated, but for hosts that have failed or whose turn comes later', async () => {
    const texts = { one: 'bridges: []', two: 'bridges: [{name: "{{ nowhere }}"}]' };
    expect(messages(await validate(texts))).toEqual([
      expect.stringMatching(/^bridges: cannot be evaluated: .*'nowhere' is undefined.* \(two\)$/),
    ]);
    expect(await validate(texts, ['one'])).toEqual(['one', 'two']);
  });
});
