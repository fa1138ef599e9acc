import { describe, expect, it } from 'vitest';
import { createTemplar } from '../template/templar.js';
import { pyRepr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import { HostVars } from './hostVars.js';
import type { Layer } from './layer.js';
import { VariableScope } from './scope.js';

const templar = createTemplar();
const layer = (vars: Record<string, Value>, data = false): Layer => ({
  name: 'test',
  vars: Dict.of(vars),
  data,
});
const scopeOf = (layers: Layer[], mergeHashes = false): VariableScope =>
  new VariableScope(templar, layers, new Map(), mergeHashes);

describe('VariableScope', () => {
  it('renders a variable with the variables that win, wherever it stands itself', () => {
    const scope = scopeOf([layer({ name: 'high' }), layer({ greeting: 'hello {{ name }}', name: 'low' })]);
    expect(scope.get('greeting')).toBe('hello high');
  });

  it('renders a variable only when it is asked for', () => {
    const scope = scopeOf([layer({ broken: '{{ nothing }}', fine: 1 })]);
    expect(scope.get('fine')).toBe(1);
    expect(scope.has('broken')).toBe(true);
    expect(() => scope.get('broken')).toThrow("'nothing' is undefined");
  });

  it('never renders data of hosts', () => {
    expect(scopeOf([layer({ fact: '{{ 1 + 1 }}' }, true)]).get('fact')).toBe('{{ 1 + 1 }}');
  });

  it('says so when variables define each other', () => {
    const scope = scopeOf([layer({ a: '{{ b }}', b: '{{ a }}' })]);
    expect(() => scope.get('a')).toThrow(/recursive loop detected in template string: \{\{ b \}\}/);
  });

  it('puts loop variables on top, and leaves the scope itself as it was', () => {
    const scope = scopeOf([layer({ item: 'low', text: '<{{ item }}>' })]);
    expect(scope.with(Dict.of({ item: 1 })).get('text')).toBe('<1>');
    expect(scope.get('text')).toBe('<low>');
  });

  it('lists every name once', () => {
    expect([...scopeOf([layer({ a: 1, b: 2 }), layer({ b: 3, c: 4 })]).names()]).toEqual(['a', 'b', 'c']);
  });

  const layers = [
    layer({ d: Dict.of({ b: 2, list: [2] }) }),
    layer({ d: Dict.of({ a: 1, b: 1, list: [1], inner: Dict.of({ x: '{{ y }}' }) }), y: 'rendered' }),
  ];

  it('replaces dicts as a whole', () => {
    expect(pyRepr(scopeOf(layers).get('d')!)).toBe("{'b': 2, 'list': [2]}");
  });

  it('merges them with hash_behaviour = merge; lists are replaced', () => {
    expect(pyRepr(scopeOf(layers, true).get('d')!)).toBe(
      "{'a': 1, 'b': 2, 'list': [2], 'inner': {'x': 'rendered'}}",
    );
  });
});

describe('hostvars', () => {
  const scopes = new Map([
    ['h1', scopeOf([layer({ name: 'one', text: 'I am {{ name }}' })])],
    ['localhost', scopeOf([layer({ name: 'implicit' })])],
  ]);
  const scope = new VariableScope(
    templar,
    [],
    new Map([
      [
        'hostvars',
        () =>
          new HostVars(
            () => ['h1'],
            (host) => scopes.get(host),
          ),
      ],
    ]),
    false,
  );

  it.each([
    ["hostvars['h1'].text", 'I am one'],
    ['hostvars.h1.name', 'one'],
    ["hostvars['h1']['none'] | default('absent')", 'absent'],
    ["hostvars['h2'] is defined", false],
    ["'h1' in hostvars", true],
    ["'h2' in hostvars", false],
    ["'localhost' in hostvars", true],
    ['hostvars | length', 1],
    ['hostvars | list | join', 'h1'],
  ])('%s is %j', (expression, expected) => {
    expect(templar.evaluate(expression, scope)).toBe(expected);
  });
});
