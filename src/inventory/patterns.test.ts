import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diag/diagnostic.js';
import { parseIni } from './ini.js';
import { Inventory } from './inventory.js';
import { type HostOrder, select } from './patterns.js';

interface Recorded {
  readonly pattern: string;
  readonly limit?: string;
  readonly hosts: string[];
  readonly warnings: string[];
}

const [setup, ...cases] = readFileSync(new URL('./testdata/pattern-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line)) as [{ inventory: string; limitFile: string }, ...Recorded[]];

const work = mkdtempSync(join(tmpdir(), 'patterns-'));
writeFileSync(join(work, 'limit'), setup.limitFile);
afterAll(() => rmSync(work, { recursive: true }));

function load(): { inventory: Inventory; findings: Diagnostic[] } {
  const findings: Diagnostic[] = [];
  const inventory = new Inventory({ onDiagnostic: (finding) => findings.push(finding) });
  parseIni(setup.inventory, 'hosts', inventory, { file: 'hosts', dir: '.' });
  inventory.reconcile();
  findings.length = 0;
  return { inventory, findings };
}

const names = (inventory: Inventory, pattern: string, limit?: string, order?: HostOrder) =>
  select(pattern, inventory, { limit: limit?.replaceAll('@limit', `@${join(work, 'limit')}`), order }).map(
    (host) => host.name,
  );

describe('select and ansible --list-hosts', () => {
  it.each(cases)('agree on $pattern limited to $limit', (recorded) => {
    const { inventory, findings } = load();
    expect(names(inventory, recorded.pattern, recorded.limit)).toEqual(recorded.hosts);
    expect(findings.map((finding) => finding.message)).toEqual(recorded.warnings);
  });
});

describe('the order of a play', () => {
  it.each<[HostOrder, string[]]>([
    ['inventory', ['w3', 'w1', 'w2']],
    ['reverse_inventory', ['w2', 'w1', 'w3']],
    ['sorted', ['w1', 'w2', 'w3']],
    ['reverse_sorted', ['w3', 'w2', 'w1']],
  ])('%s', (order, expected) => {
    expect(names(load().inventory, 'web', undefined, order)).toEqual(expected);
  });

  it('shuffle keeps every host', () => {
    expect(names(load().inventory, 'web', undefined, 'shuffle').sort()).toEqual(['w1', 'w2', 'w3']);
  });
});

describe('select', () => {
  it('rejects a subscript beyond the hosts, as ansible-playbook does', () => {
    expect(() => select('web[5]', load().inventory)).toThrow(/no host matches the subscript of "web\[5\]"/);
  });

  it('rejects a broken regular expression', () => {
    expect(() => select('~(', load().inventory)).toThrow(/no valid host pattern/);
  });

  it('names the limit file that cannot be read', () => {
    expect(() => select('all', load().inventory, { limit: '@/nowhere/file' })).toThrow(
      /Unable to find limit file \/nowhere\/file/,
    );
  });

  it('gives the implicit localhost a local connection', () => {
    const inventory = new Inventory();
    const [host] = select('localhost', inventory);
    expect(host?.implicit).toBe(true);
    expect(host?.vars.get('ansible_connection')).toBe('local');
  });
});
