import { readFileSync } from 'node:fs';
import { fail } from '../diag/diagnostic.js';
import { parseArguments } from '../playbook/freeForm.js';
import { Dict } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';

/**
 * The variables of `-e`: `@file` (YAML or JSON), a JSON or YAML mapping, or `key=value` words, whose values are
 * text. Later ones win. Throws DiagnosticError.
 */
export function parseExtraVars(
  given: readonly string[],
  decrypt: ((envelope: string) => string) | undefined,
): Dict {
  const vars = new Dict();
  for (const text of given) {
    for (const [key, value] of parseOne(text, decrypt)) vars.set(key, value);
  }
  return vars;
}

function parseOne(text: string, decrypt: ((envelope: string) => string) | undefined): Dict {
  if (text.startsWith('@')) return mapping(readText(text.slice(1), decrypt), text.slice(1));
  if (text.startsWith('{') || text.startsWith('[') || text.startsWith('/') || text.startsWith('.')) {
    return mapping(text, '--extra-vars');
  }
  try {
    const vars = parseArguments(text, false);
    vars.delete('_raw_params');
    return vars;
  } catch (error) {
    fail('bad-extra-vars', `--extra-vars "${text}" cannot be read: ${(error as Error).message}`, {
      fix: 'write key=value, a JSON mapping in quotes, or @file',
    });
  }
}

function readText(path: string, decrypt: ((envelope: string) => string) | undefined): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    fail('unreadable-file', `the file ${path} of --extra-vars cannot be read`, {
      fix: 'check the path after the @',
    });
  }
  return text.startsWith('$ANSIBLE_VAULT;') && decrypt ? decrypt(text) : text;
}

function mapping(text: string, file: string): Dict {
  const value = loadYaml(text, file);
  if (value === null) return new Dict();
  if (value instanceof Dict) return value;
  fail('bad-extra-vars', `${file} must hold a mapping of variables`, { span: { file, line: 1, col: 1 } });
}
