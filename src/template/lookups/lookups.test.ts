import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { fromJs } from '../../value/convert.js';
import { pyRepr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import { lookups } from './index.js';

let base: string;
let variables: ReadonlyMap<string, Value>;

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'lookups-'));
  mkdirSync(join(base, 'files'));
  mkdirSync(join(base, 'role', 'files'), { recursive: true });
  writeFileSync(join(base, 'files', 'a.txt'), 'play \n');
  writeFileSync(join(base, 'role', 'files', 'a.txt'), 'role\n');
  writeFileSync(join(base, 'files', 'hosts.csv'), 'web,10,"a, b"\ndb,20,c\n');
  writeFileSync(join(base, 'files', 'app.ini'), '[main]\nPort = 80\n; note\n[other]\nport: 81\n');
  variables = new Map<string, Value>([
    ['playbook_dir', base],
    ['net_a', 1],
    ['net_b', 2],
    ['groups', fromJs({ all: ['web1', 'web2', 'db1'], web: ['web1', 'web2'], db: ['db1'] })],
  ]);
});
afterAll(() => rmSync(base, { recursive: true }));

function run(name: string, terms: unknown[], kwargs: Record<string, Value> = {}): Value[] | Promise<Value[]> {
  const scope = {
    get: (key: string) => (key === 'ansible_search_path' ? [join(base, 'role'), base] : variables.get(key)),
    has: (key: string) => variables.has(key),
    names: () => variables.keys(),
  };
  return lookups.get(name)!(terms.map(fromJs), new Map(Object.entries(kwargs)), {
    scope,
  } as unknown as CallContext);
}

describe('lookups', () => {
  it.each<[string, unknown[], Record<string, Value>, string]>([
    ['items', [[1, [2]], 3], {}, '[1, [2], 3]'],
    ['flattened', [[1, [2, [3]]], 4], {}, '[1, 2, 3, 4]'],
    ['together', [[1, 2], ['a']], {}, "[[1, 'a'], [2, None]]"],
    [
      'nested',
      [
        [1, 2],
        ['a', 'b'],
      ],
      {},
      "[[1, 'a'], [1, 'b'], [2, 'a'], [2, 'b']]",
    ],
    ['indexed_items', [['x', 'y']], {}, "[(0, 'x'), (1, 'y')]"],
    ['dict', [{ a: 1 }], {}, "[{'key': 'a', 'value': 1}]"],
    ['subelements', [[{ n: 1, l: ['x'] }, { n: 2 }], 'l', { skip_missing: true }], {}, "[({'n': 1}, 'x')]"],
    ['sequence', ['start=2 end=8 stride=3 format=h%02d'], {}, "['h02', 'h05', 'h08']"],
    ['sequence', ['start=4 end=1 stride=-1'], {}, "['4', '3', '2', '1']"],
    ['sequence', ['count=3'], {}, "['1', '2', '3']"],
    ['vars', ['net_a', 'none'], { default: 'd' }, "[1, 'd']"],
    ['varnames', ['^net_'], {}, "['net_a', 'net_b']"],
    ['inventory_hostnames', ['all:!db:!web2'], {}, "['web1']"],
    ['file', ['a.txt'], {}, "['role']"],
    ['csvfile', ['web file=hosts.csv delimiter=, col=2'], {}, "['a, b']"],
    ['ini', ['port section=other file=app.ini'], {}, "['81']"],
    ['ini', ['Port'], { section: 'main', file: 'app.ini' }, "['80']"],
  ])('%s of %j', async (name, terms, kwargs, expected) => {
    expect(pyRepr(await run(name, terms, kwargs))).toBe(expected);
  });

  it('finds the first file there is and names the places when there is none', () => {
    expect(run('first_found', [['nope', 'a.txt']])).toEqual([join(base, 'role', 'files', 'a.txt')]);
    expect(run('first_found', [['nope']], { skip: true })).toEqual([]);
    expect(() => run('first_found', [['nope']])).toThrow(DiagnosticError);
  });

  it('names the file and all places tried when a file is missing', () => {
    try {
      run('file', ['missing.txt']);
      expect.unreachable();
    } catch (error) {
      const [finding] = (error as DiagnosticError).diagnostics;
      expect(finding?.message).toBe('could not locate file in lookup: missing.txt');
      expect(finding?.notes.map(({ message }) => message)).toContain(
        `tried ${join(base, 'files', 'missing.txt')}`,
      );
    }
  });

  it('keeps a generated password in a file only its owner can read', () => {
    const [first] = run('password', ['secrets/db length=12 chars=digits']) as Value[];
    expect(first).toMatch(/^\d{12}$/);
    expect(run('password', ['secrets/db length=30'])).toEqual([first]);
    expect(statSync(join(base, 'secrets', 'db')).mode & 0o777).toBe(0o600);
    const [hash] = run('password', ['secrets/db encrypt=sha512_crypt']) as Value[];
    expect(hash).toMatch(/^\$6\$/);
    expect(run('password', ['secrets/db encrypt=sha512_crypt'])).toEqual([hash]);
    expect(readFileSync(join(base, 'secrets', 'db'), 'utf8')).toMatch(/^\d{12} salt=\S{16}\n$/);
  });

  it('runs pipe commands in the playbook directory and reports a failing one', async () => {
    expect(await run('pipe', ['pwd; echo'])).toEqual([base]);
    await expect(run('pipe', ['echo no >&2; exit 3'])).rejects.toThrow(
      '(echo no >&2; exit 3) returned 3: no',
    );
  });
});
