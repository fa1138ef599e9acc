import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { fromJs } from '../value/convert.js';
import { Dict, type Value } from '../value/types.js';
import { setEntrySpan, setSpan } from '../yaml/spans.js';
import cases from './check.cases.json' with { type: 'json' };
import { checkArguments } from './check.js';
import type { ArgumentSpec } from './types.js';

interface Recorded {
  readonly name: string;
  readonly args: ArgumentSpec['args'];
  readonly rules?: ArgumentSpec['rules'];
  readonly raw: Record<string, unknown>;
  /** Our wording differs on purpose: only the number of findings is compared. */
  readonly loose?: boolean;
  readonly expect: { readonly args?: Record<string, unknown>; readonly errors?: readonly string[] };
}

/** Ansible keeps aliases beside the names and null for absent; we keep neither. */
function ourShape(args: Record<string, unknown>, spec: ArgumentSpec['args']): Record<string, unknown> {
  const shaped = Object.entries(spec).map(([name, option]) => {
    const value = args[name] ?? undefined;
    if (option.options === undefined || value === undefined) return [name, value];
    const nested = (item: unknown) => ourShape(item as Record<string, unknown>, option.options!);
    return [name, Array.isArray(value) ? value.map(nested) : nested(value)];
  });
  return Object.fromEntries(shaped);
}

/** Dicts as plain objects, to compare with JSON. */
function plain(value: unknown): unknown {
  if (value instanceof Dict) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function findings(spec: ArgumentSpec, raw: Dict, at?: Parameters<typeof checkArguments>[2]) {
  try {
    checkArguments(spec, raw, at);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

describe('checkArguments answers as ansible-core', () => {
  it.each(cases as unknown as Recorded[])('$name', ({ args, rules, raw, loose, expect: recorded }) => {
    const spec: ArgumentSpec = { name: 'demo', args, ...(rules && { rules }) };
    const dict = fromJs(raw) as Dict;
    if (recorded.args) {
      expect(plain(checkArguments(spec, dict))).toEqual(ourShape(recorded.args, args));
      return;
    }
    const messages = findings(spec, dict).map(({ message }) =>
      message.replace(/^Unsupported .* module: /, ''),
    );
    if (loose) expect(messages).toHaveLength(recorded.errors!.length);
    else expect(messages).toEqual(recorded.errors);
  });
});

describe('checkArguments beyond ansible-core', () => {
  const spec: ArgumentSpec = {
    name: 'demo',
    args: {
      path: { required: true, aliases: ['dest'], description: 'Where.' },
      state: { choices: ['present', 'absent'], default: 'present', description: 'What.' },
    },
  };
  const at = { file: 'site.yml', line: 3, col: 5 };

  it('places each finding at its argument, else at the task', () => {
    const raw = Dict.of({ pth: '/x', state: 'absnt' });
    setSpan(raw, at);
    setEntrySpan(raw, 'pth', { file: 'site.yml', line: 4, col: 12 }, { file: 'site.yml', line: 4, col: 7 });
    setEntrySpan(raw, 'state', { file: 'site.yml', line: 5, col: 14 });
    expect(findings(spec, raw, at).map(({ code, span, fix }) => [code, span?.line, span?.col, fix])).toEqual([
      ['missing-argument', 3, 5, undefined],
      ['bad-argument', 5, 14, 'did you mean "absent"?'],
      ['unsupported-argument', 4, 7, 'did you mean "path"?'],
    ]);
  });

  it('places a finding inside a list at its element', () => {
    const list: Value[] = ['1', 'two'];
    const raw = Dict.of({ ports: list });
    setSpan(list, at);
    setEntrySpan(list, 1, { file: 'site.yml', line: 8, col: 9 });
    const ports = {
      name: 'demo',
      args: { ports: { type: 'list', elements: 'int', description: '' } },
    } as const;
    expect(findings(ports, raw, at)[0]?.span).toEqual({ file: 'site.yml', line: 8, col: 9 });
  });

  it('does not take null for a required argument', () => {
    expect(findings(spec, Dict.of({ path: null }))[0]).toMatchObject({
      code: 'missing-argument',
      fix: 'give "path" a value; it is empty (null)',
    });
  });

  it('gives null the default', () => {
    const args = { a: { default: 'x', description: '' } } as const;
    expect(checkArguments({ name: 'demo', args }, Dict.of({ a: null }))).toEqual({ a: 'x' });
  });

  it('keeps the free-form string and, where allowed, unknown arguments', () => {
    const raw = Dict.of({ _raw_params: 'echo hi' });
    expect(checkArguments({ name: 'command', args: {}, freeForm: true }, raw)).toEqual({
      _raw_params: 'echo hi',
    });
    expect(findings({ name: 'file', args: {} }, raw)).toHaveLength(1);
    expect(checkArguments({ name: 'set_fact', args: {}, anyArgs: true }, Dict.of({ x: 1 }))).toEqual({
      x: 1,
    });
  });
});
