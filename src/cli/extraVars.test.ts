import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { Dict, type Value } from '../value/types.js';
import { parseExtraVars } from './extraVars.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'extra-'));
  writeFileSync(join(directory, 'v.yml'), 'a: 1\nlist: [x, yes]\n');
  writeFileSync(join(directory, 'v.json'), '{"a": 2, "nested": {"b": null}}');
  writeFileSync(join(directory, 'empty.yml'), '---\n');
  writeFileSync(join(directory, 'list.yml'), '- a\n');
  writeFileSync(join(directory, 'vault.yml'), '$ANSIBLE_VAULT;1.1;AES256\n00\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string): string => `@${join(directory, name)}`;
const read = (...given: string[]): Record<string, unknown> => plain(parseExtraVars(given, undefined));

function plain(dict: Dict): Record<string, unknown> {
  return Object.fromEntries([...dict].map(([key, value]) => [String(key), plainValue(value)]));
}

function plainValue(value: Value): unknown {
  return value instanceof Dict ? plain(value) : value;
}

describe('parseExtraVars', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['words, whose values are text', 'a=1 b=yes', { a: '1', b: 'yes' }],
    ['quoted words', `a="x y" b='z'`, { a: 'x y', b: 'z' }],
    ['a template', 'a="{{ b }} c"', { a: '{{ b }} c' }],
    ['a JSON mapping, with its types', '{"a": 1, "b": [true, null]}', { a: 1, b: [true, null] }],
    ['a YAML mapping', '{a: yes, b: {c: 1.5}}', { a: true, b: { c: 1.5 } }],
    ['nothing', '', {}],
  ])('reads %s', (_what, text, vars) => {
    expect(read(text)).toEqual(vars);
  });

  it('reads YAML and JSON files', () => {
    expect(read(file('v.yml'))).toEqual({ a: 1, list: ['x', true] });
    expect(read(file('v.json'))).toEqual({ a: 2, nested: { b: null } });
    expect(read(file('empty.yml'))).toEqual({});
  });

  it('lets later ones win', () => {
    expect(read('a=0 b=0', file('v.json'), 'a=3')).toMatchObject({ a: '3', b: '0' });
  });

  it('decrypts an encrypted file', () => {
    expect(plain(parseExtraVars([file('vault.yml')], () => 'secret: 1\n'))).toEqual({ secret: 1 });
  });

  it.each<[string, string, RegExp]>([
    ['a missing file', '@/does/not/exist.yml', /exist\.yml of --extra-vars cannot be read/],
    ['a list', '[a, b]', /must hold a mapping/],
    ['an open quote', 'a="x', /cannot be read: quote " is never closed/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => read(text)).toThrow(DiagnosticError);
    expect(() => read(text)).toThrow(message);
  });

  it('refuses a file that is no mapping, with its place', () => {
    expect(() => read(file('list.yml'))).toThrow(/list\.yml must hold a mapping/);
  });
});
