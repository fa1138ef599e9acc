import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diag/diagnostic.js';
import { createTemplar } from '../template/templar.js';
import { Dict, Float, type Value } from '../value/types.js';
import type { Inventory } from './inventory.js';
import { type InventoryHost, sortGroups } from './model.js';
import { parseInventory } from './parse.js';
import { loadVarsDirectory } from './varsFiles.js';

interface Recorded {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
  readonly list?: Record<string, unknown>;
  readonly error?: true;
}

const cases = readFileSync(new URL('./testdata/inventory-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'inventory-'));
});
afterEach(() => rmSync(work, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
    if (text.startsWith('#!')) chmodSync(join(work, path), 0o755);
  }
}

async function parse(sources: readonly string[]): Promise<{ inventory: Inventory; findings: Diagnostic[] }> {
  const findings: Diagnostic[] = [];
  const paths = sources.map((source) => (source.includes(',') ? source : join(work, source)));
  const inventory = await parseInventory(paths, {
    onDiagnostic: (finding) => findings.push(finding),
    templar: createTemplar(),
  });
  return { inventory, findings };
}

function plain(value: Value): unknown {
  if (value instanceof Dict)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Float) return value.value;
  if (typeof value === 'bigint') return Number(value);
  return 'items' in Object(value) ? [...(value as unknown as { items: Value[] }).items].map(plain) : value;
}

/** A host's variables merged in the order of precedence that ansible-inventory shows without a playbook. */
function mergedVars(host: InventoryHost, inventory: Inventory): Record<string, unknown> {
  const merged = new Dict();
  const take = (vars: Dict) => {
    for (const [key, value] of vars) merged.set(key, value);
  };
  const groups = sortGroups(host.groups());
  const files = (kind: 'group_vars' | 'host_vars', name: string) => {
    for (const base of inventory.varsDirectories)
      for (const { vars } of loadVarsDirectory(base, kind, name)) take(vars);
  };
  for (const group of groups) {
    take(group.vars);
    if (group.name === 'all') files('group_vars', 'all');
  }
  for (const group of groups) if (group.name !== 'all') files('group_vars', group.name);
  take(host.vars);
  files('host_vars', host.name);
  merged.delete('inventory_file');
  merged.delete('inventory_dir');
  return plain(merged) as Record<string, unknown>;
}

/** The shape of `ansible-inventory --list`. */
function listing(inventory: Inventory): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const group of inventory.groups.values()) {
    const entry: Record<string, unknown> = {};
    if (group.name !== 'all' && group.hosts.length > 0) entry.hosts = group.hosts.map((host) => host.name);
    const children = group.children.map((child) => child.name);
    if (children.length > 0) entry.children = children;
    if (Object.keys(entry).length > 0) result[group.name] = entry;
  }
  const hostvars: Record<string, unknown> = {};
  for (const host of inventory.hosts.values()) {
    const vars = mergedVars(host, inventory);
    if (Object.keys(vars).length > 0) hostvars[host.name] = vars;
  }
  return { ...result, _meta: { hostvars } };
}

describe('parseInventory and ansible-inventory', () => {
  it.each(cases.filter((recorded) => recorded.list))('agree on $name', async ({ files, sources, list }) => {
    write(files);
    const { inventory } = await parse(sources);
    expect(listing(inventory)).toEqual(list);
  });

  it.each(cases.filter((recorded) => recorded.error))('both reject $name', async ({ files, sources }) => {
    write(files);
    const { findings } = await parse(sources);
    expect(findings.at(-2)?.message).toMatch(/^Unable to parse .* as an inventory source$/);
    expect(findings[0]).toMatchObject({ severity: 'warning', span: { file: join(work, sources[0]!) } });
    expect(findings[0]?.fix).toBeDefined();
  });
});
