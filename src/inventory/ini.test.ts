import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { valueSpan } from '../yaml/spans.js';
import { parseIni } from './ini.js';
import { Inventory } from './inventory.js';

const origin = { file: '/i/hosts', dir: '/i' };

function finding(text: string) {
  try {
    parseIni(text, 'hosts', new Inventory(), origin);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0];
    throw error;
  }
  return undefined;
}

describe('parseIni', () => {
  it.each<[string, string, number, number, RegExp]>([
    ['a word without "="', 'h1\n  h2 foo x=1\n', 2, 6, /"foo" after a host name/],
    ['an open quote', "h a=1 b='x y\n", 1, 9, /quote .* never closed/],
    ['an unknown kind of section', '[web:foo]\n', 1, 6, /has unknown type/],
    ['a section with a space', '[a b]\n', 1, 1, /no valid section/],
    ['a vars line without "="', '[a]\nh\n[a:vars]\nfoo\n', 4, 1, /no key=value/],
    ['children that are no group name', '[a:children]\nb c\n', 2, 1, /no group name/],
    ['an undefined child', '[a:children]\nb\n', 2, 1, /"b", which is defined nowhere/],
    ['variables of an undefined group', 'h\n[a:vars]\nx=1\n', 2, 1, /"a", which is defined nowhere/],
    ['a malformed range', 'h1\nh[1:b]\n', 2, 1, /mixes numbers and letters/],
    ['a cycle', '[a:children]\nb\n[b:children]\na\n', 4, 1, /part of it/],
    ['YAML in an INI file', 'all:\n  hosts:\n', 1, 1, /ends in ":"/],
    [
      'a priority that is no number',
      '[a]\nh\n[a:vars]\nansible_group_priority=x\n',
      4,
      24,
      /no whole number/,
    ],
  ])('places %s', (_title, text, line, col, message) => {
    const found = finding(text);
    expect(found?.message).toMatch(message);
    expect(found?.span).toEqual({ file: 'hosts', line, col });
    expect(found?.fix).toBeDefined();
  });

  it('remembers where each variable stands', () => {
    const inventory = new Inventory();
    parseIni('h a=1 b=2\n[g]\nh\n[g:vars]\n x = y\n', 'hosts', inventory, origin);
    expect(valueSpan(inventory.hosts.get('h')!.vars, 'b')).toEqual({ file: 'hosts', line: 1, col: 9 });
    expect(valueSpan(inventory.groups.get('g')!.vars, 'x')).toEqual({ file: 'hosts', line: 5, col: 6 });
  });

  it('tells each host which source introduced it', () => {
    const inventory = new Inventory();
    parseIni('h\n', 'hosts', inventory, origin);
    expect(inventory.hosts.get('h')?.vars.get('inventory_file')).toBe('/i/hosts');
    expect(inventory.hosts.get('h')?.vars.get('inventory_dir')).toBe('/i');
  });
});
