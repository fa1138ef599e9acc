import { describe, expect, it } from 'vitest';
import { createTemplar } from '../template/templar.js';
import type { Scope } from '../template/types.js';
import { Dict, Unsafe, type Value } from '../value/types.js';
import { guardEvaluated } from './evaluatedArguments.js';

const templar = createTemplar();

/** `own` as the project writes it, `data` as a host sent it. */
function scopeOf(own: Record<string, Value>, data: Record<string, Value>): Scope {
  return {
    get: (name) => data[name] ?? (name in own ? templar.resolve(own[name]!, scopeOf(own, data)) : undefined),
    has: (name) => name in own || name in data,
    names: () => [...Object.keys(own), ...Object.keys(data)],
    source: (name) => own[name],
  };
}

const scope = scopeOf({ own: 'sent', indirect: '{{ sent }}' }, { sent: "lookup('pipe', 'id')" });

function guarded(action: string, name: string, written: Value): Value | undefined {
  const args = new Dict([[name, templar.resolve(written, scope)]]);
  guardEvaluated({ action, args: new Dict([[name, written]]), actionSpan: undefined }, args, scope, templar);
  return args.get(name);
}

describe('expressions made by templates', () => {
  it.each(['{{ sent }}', '{{ indirect }}', 'x {{ sent }}'])('debug does not evaluate %s', (written) => {
    expect(guarded('debug', 'var', written)).toBeInstanceOf(Unsafe);
    expect(guarded('ansible.builtin.debug', 'var', written)).toBeInstanceOf(Unsafe);
  });

  it.each(['{{ sent }}', '{{ [sent] }}', "own == '{{ sent }}'"])('assert refuses %s', (written) => {
    expect(() => guarded('assert', 'that', written)).toThrow(/takes its text from data of a host/);
  });

  it.each(['{{ own }}', "{{ 'se' + 'nt' }}", 'sent'])('the project may write %s', (written) => {
    expect(guarded('debug', 'var', written)).toBe('own sent'.includes(String(written)) ? written : 'sent');
    expect(() => guarded('assert', 'that', written)).not.toThrow();
  });

  it('leaves truth values and other arguments alone', () => {
    expect(guarded('assert', 'that', '{{ sent | length > 0 }}')).toBe(true);
    expect(guarded('debug', 'msg', '{{ sent }}')).toBe("lookup('pipe', 'id')");
  });
});
