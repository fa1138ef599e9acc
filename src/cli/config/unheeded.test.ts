import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../config.js';
import { UNHEEDED } from './unheeded.js';

const source = fileURLToPath(new URL('../', import.meta.url));
const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n');

/** Whether a command of the program reads a setting: `config.forks`, or `const { forks } = config`. */
function isRead(name: string): boolean {
  return new RegExp(`\\bconfig\\.${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\} = config`).test(text);
}

describe('the list of settings without effect', () => {
  it.each(Object.keys(SETTINGS))('is right about %s', (name) => {
    expect(isRead(name)).toBe(!UNHEEDED.has(name));
  });
});
