import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filters } from '../../../src/template/filters/index.js';
import { tests } from '../../../src/template/tests/index.js';
import type { CallContext } from '../../../src/template/types.js';
import { loads } from '../../../src/value/json.js';
import { withoutMarkup } from '../../../src/value/markup.js';
import { getMethod } from '../../../src/value/pymethods/index.js';
import { pyRepr, pyStr } from '../../../src/value/repr.js';
import { Dict, type Kwargs, type Value } from '../../../src/value/types.js';

const directory = new URL('cases/', import.meta.url);

/** A context for filters that only call other filters and tests. */
const ctx = {
  filter: (name: string, input: Value, args: Value[], kwargs: Kwargs) =>
    filters.get(name)!(input, args, kwargs, ctx),
  test: (name: string, input: Value, args: Value[], kwargs: Kwargs) =>
    tests.get(name)!(input, args, kwargs, ctx),
  warn: () => {},
} as unknown as CallContext;

function answer(entry: Dict): string {
  const input = entry.get('input')!;
  const args = (entry.get('args') ?? []) as Value[];
  const kwargs = new Map(
    [...((entry.get('kwargs') as Dict | undefined) ?? new Dict())].map(([k, v]) => [pyStr(k), v]),
  );
  const name = (kind: string): string | undefined => entry.get(kind) as string | undefined;
  if (entry.has('filter'))
    return pyRepr([withoutMarkup(filters.get(name('filter')!)!(input, args, kwargs, ctx))]);
  if (entry.has('test')) return pyRepr([tests.get(name('test')!)!(input, args, kwargs, ctx)]);
  return pyRepr([getMethod(input, name('method')!)!.call(args, kwargs)]);
}

function title(entry: Dict): string {
  const name = entry.get('filter') ?? entry.get('test') ?? `.${pyStr(entry.get('method')!)}`;
  const options = [entry.get('args'), entry.get('kwargs')].filter((part) => part !== undefined).map(pyRepr);
  return `${pyStr(name)} of ${pyRepr(entry.get('input')!).slice(0, 60)} with ${options.join(' ') || 'nothing'}`;
}

for (const file of readdirSync(directory).sort()) {
  const data = loads(readFileSync(new URL(file, directory), 'utf8')) as Dict;
  describe(`${file}: the answers of ${pyStr(data.get('oracle')!)}`, () => {
    for (const [i, entry] of (data.get('cases') as Dict[]).entries()) {
      it(`${i}: ${title(entry)}`, () => {
        if (entry.has('error')) expect(() => answer(entry)).toThrow();
        else expect(answer(entry)).toBe(entry.get('expect'));
      });
    }
  });
}
