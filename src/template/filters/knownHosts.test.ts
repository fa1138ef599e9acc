import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filters } from './index.js';

const hash = (name: string, ...words: string[]): string =>
  String(filters.get('hash_known_host')!(name, words, {} as never, {} as never));

describe('hash_known_host', () => {
  it.each(['node1.example.com', '[10.0.0.1]:2222', 'UPPER'])(
    'is found where ssh looks for %s, in small letters',
    (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'known-'));
      const file = join(folder, 'known_hosts');
      writeFileSync(
        file,
        `${hash(name)} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7xZ0YtqO9m1Vt3S0vJcXBzVbbkSsNTJz6C4wN0r1sE\n`,
      );
      const { stdout } = spawnSync('ssh-keygen', ['-F', name.toLowerCase(), '-f', file], {
        encoding: 'utf8',
      });
      const other = spawnSync('ssh-keygen', ['-F', 'other', '-f', file], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });
      expect(stdout).toContain('found: line 1');
      expect(other.stdout).toBe('');
    },
  );

  it('is the same for the same salt only', () => {
    expect(hash('one', 'salt')).toBe(hash('one', 'salt'));
    expect(hash('one', 'salt')).not.toBe(hash('one', 'pepper'));
    expect(hash('one')).not.toBe(hash('one'));
  });
});
