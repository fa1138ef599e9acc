import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { decryptEnvelope, encryptEnvelope } from '../vault/crypt.js';
import { VaultSecrets } from '../vault/secrets.js';
import { valueSpan } from '../yaml/spans.js';
import { loadVarsDirectory } from './varsFiles.js';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'vars-'));
});
afterEach(() => rmSync(base, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(base, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('loadVarsDirectory', () => {
  it('keeps each file as a layer of its own, with the places of its values', () => {
    const first = write('group_vars/web/10.yml', 'a: 1\n');
    const second = write('group_vars/web/20/x.json', '{"a": 2}');
    const layers = loadVarsDirectory(base, 'group_vars', 'web');
    expect(layers.map(({ file, vars }) => [file, vars.get('a')])).toEqual([
      [first, 1],
      [second, 2],
    ]);
    expect(valueSpan(layers[0]!.vars, 'a')).toEqual({ file: first, line: 1, col: 4 });
  });

  it('leaves out empty files and knows nothing of absent ones', () => {
    write('host_vars/a.yml', '---\n# nothing yet\n');
    expect(loadVarsDirectory(base, 'host_vars', 'a')).toEqual([]);
    expect(loadVarsDirectory(base, 'host_vars', 'b')).toEqual([]);
    expect(loadVarsDirectory(base, 'host_vars', '/a')).toEqual([]);
  });

  it('decrypts an encrypted file', () => {
    write('host_vars/a.yml', encryptEnvelope('secret: 42\n', 'p'));
    const secrets = new VaultSecrets().add('default', 'p');
    const decrypt = (envelope: string) => decryptEnvelope(envelope, secrets).toString();
    expect(loadVarsDirectory(base, 'host_vars', 'a', { decrypt })[0]?.vars.get('secret')).toBe(42);
  });

  it.each<[string, string, RegExp, number]>([
    ['an encrypted file without a password', encryptEnvelope('x: 1', 'p'), /no vault password was given/, 1],
    ['a list', '---\n- a\n', /has to be a mapping/, 2],
    ['broken YAML', 'a: 1\nb: "x\n', /never closed/, 2],
  ])('rejects %s with its place', (_title, text, message, line) => {
    const file = write('host_vars/a.yml', text);
    try {
      loadVarsDirectory(base, 'host_vars', 'a');
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      expect(error.message).toMatch(message);
      expect(error.diagnostics[0]?.span).toMatchObject({ file, line });
    }
  });

  it('names the encrypted file when the password is wrong', () => {
    const file = write('host_vars/a.yml', encryptEnvelope('x: 1', 'p'));
    const secrets = new VaultSecrets().add('default', 'q');
    const decrypt = (envelope: string) => decryptEnvelope(envelope, secrets).toString();
    try {
      loadVarsDirectory(base, 'host_vars', 'a', { decrypt });
      expect.unreachable();
    } catch (error) {
      expect((error as DiagnosticError).diagnostics[0]?.span?.file).toBe(file);
    }
  });
});
