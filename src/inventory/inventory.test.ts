import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diag/diagnostic.js';
import { Dict } from '../value/types.js';
import { parseIni } from './ini.js';
import { Inventory } from './inventory.js';

function load(text: string): { inventory: Inventory; findings: Diagnostic[] } {
  const findings: Diagnostic[] = [];
  const inventory = new Inventory({ onDiagnostic: (finding) => findings.push(finding) });
  parseIni(text, 'hosts', inventory, { file: null, dir: null });
  inventory.reconcile();
  return { inventory, findings };
}

describe('addDynamicHost', () => {
  it('adds a host, its groups and variables, and says whether that changed anything', () => {
    const { inventory } = load('a\n');
    expect(inventory.addDynamicHost('n', ['g', 'k'], Dict.of({ x: 1 }))).toBe(true);
    expect(inventory.hosts.get('n')?.groupNames()).toEqual(['g', 'k']);
    expect(inventory.hosts.get('n')?.vars.get('x')).toBe(1);
    expect(inventory.addDynamicHost('n', ['g'], Dict.of({ x: 1 }))).toBe(false);
    expect(inventory.addDynamicHost('n', [], Dict.of({ x: 2 }))).toBe(true);
  });

  it('puts a host without groups into ungrouped', () => {
    const { inventory } = load('a\n');
    inventory.addDynamicHost('n', [], new Dict());
    expect(inventory.hosts.get('n')?.groupNames()).toEqual(['ungrouped']);
    expect(inventory.groupsDict().get('all')).toContain('n');
  });
});

describe('addDynamicGroup', () => {
  it('moves a host out of ungrouped and links the parents', () => {
    const { inventory } = load('a\nb\n');
    const host = inventory.hosts.get('a')!;
    expect(inventory.addDynamicGroup(host, 'os_debian', ['linux'])).toBe(true);
    expect(host.groupNames()).toEqual(['linux', 'os_debian']);
    expect(inventory.groupsDict().get('ungrouped')).toEqual(['b']);
    expect(inventory.addDynamicGroup(host, 'os_debian', ['linux'])).toBe(false);
  });
});

describe('warnings', () => {
  it.each([
    ['a name shared by a group and a host', '[x]\nx\n', 'Found both group and host with same name: x'],
    [
      'a second localhost',
      'localhost\n127.0.0.1\n',
      'A duplicate localhost-like entry was found (127.0.0.1). First found localhost was localhost',
    ],
    [
      'a group name that is no identifier',
      '[a-b]\nh\n[c-d]\nh\n',
      'Invalid characters were found in group names but not replaced, use -vvvv to see details',
    ],
  ])('%s, once', (_title, text, message) => {
    expect(load(text).findings.map((finding) => finding.message)).toEqual([message]);
  });
});

describe('host', () => {
  it('prefers a localhost-like host of the sources', () => {
    const { inventory } = load('127.0.0.1 x=1\n');
    expect(inventory.host('localhost')?.vars.get('x')).toBe(1);
  });

  it('knows no other host that no source names', () => {
    expect(load('a\n').inventory.host('b')).toBeUndefined();
  });
});
