import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

/** Every room may import the rooms named here and whatever those may import. See docs/architecture.md. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  diag: [],
  value: ['diag'],
  yaml: ['value'],
  vault: ['value'],
  spec: ['value', 'yaml'],
  template: ['yaml', 'vault'],
  inventory: ['template'],
  playbook: ['template', 'spec', 'inventory'],
  vars: ['inventory', 'playbook'],
  shell: ['diag'],
  connection: ['shell'],
  session: ['connection'],
  events: ['value'],
  facts: ['session', 'value', 'shell'],
  module: ['spec', 'session', 'facts', 'template', 'events'],
  net: ['value'],
  x509: ['diag'],
  modules: ['module', 'net', 'shell', 'inventory', 'x509'],
  engine: ['vars', 'modules', 'events'],
  report: ['events', 'shell', 'yaml'],
  lab: ['shell', 'yaml'],
  cli: ['engine', 'report', 'lab'],
};

function sourceFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const matches = text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...matches].map((match) => resolve(dirname(file), match[1]!.replace(/\.js$/, '.ts')));
}

function roomOf(file: string): string {
  return relative(SRC, file).split('/')[0]!;
}

function reachable(room: string, seen = new Set<string>()): Set<string> {
  for (const next of MAY_IMPORT[room] ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    reachable(next, seen);
  }
  return seen;
}

const files = sourceFiles(SRC);
const edges = files.map((file) => ({ file, imports: importsOf(file) }));

describe('rooms of src/', () => {
  it('are all described', () => {
    expect([...new Set(files.map(roomOf))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  it('import one way only', () => {
    const wrong = edges.flatMap(({ file, imports }) => {
      const room = roomOf(file);
      const allowed = reachable(room).add(room);
      return imports
        .filter((each) => !allowed.has(roomOf(each)))
        .map((each) => `${relative(SRC, file)} → ${relative(SRC, each)}`);
    });
    expect(wrong).toEqual([]);
  });

  it('have no circular imports of values between files', () => {
    const graph = new Map(edges.map(({ file, imports }) => [file, imports]));
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].map((each) => relative(SRC, each)).join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of valueImports(file, graph)) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

/** Type-only imports vanish when compiled and cannot make a cycle at run time. */
function valueImports(file: string, graph: ReadonlyMap<string, readonly string[]>): string[] {
  const text = readFileSync(file, 'utf8')
    .replace(/import type [^;]+;/g, '')
    .replace(/import \{\s*(?:type [\w\s]+,?\s*)+\} from[^;]+;/g, '');
  const kept = new Set(
    [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
      match[1]!.replace(/\.js$/, '.ts'),
    ),
  );
  return (graph.get(file) ?? []).filter((each) =>
    [...kept].some((name) => resolve(dirname(file), name) === each),
  );
}
