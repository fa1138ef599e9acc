import { execFile } from 'node:child_process';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';

/** The vault passwords of a run, by label. Several may share a label; the order given is kept. */
export class VaultSecrets {
  private readonly entries: { readonly id: string; readonly password: string }[] = [];

  /** Adds a password under a label; `default` is the one without a label. */
  add(id: string, password: string): this {
    this.entries.push({ id, password });
    return this;
  }

  get size(): number {
    return this.entries.length;
  }

  /** The passwords to try for an envelope's label: those of that label first. */
  candidates(id: string | undefined): string[] {
    const matching = this.entries.filter((entry) => entry.id === id);
    const others = this.entries.filter((entry) => entry.id !== id);
    return [...matching, ...others].map((entry) => entry.password);
  }

  /** The password to encrypt with: that of the label, or the first. */
  primary(id?: string): { readonly id: string; readonly password: string } | undefined {
    return id === undefined ? this.entries[0] : this.entries.find((entry) => entry.id === id);
  }
}

/**
 * Reads a vault password: the content of a file, or what an executable prints (called with `--vault-id ID` when its
 * name ends in `-client`). White space around it is removed.
 *
 * @throws DiagnosticError when it cannot be read, fails or is empty.
 */
export async function readPasswordFile(path: string, id = 'default'): Promise<string> {
  const file = resolve(path);
  const known = await stat(file).catch(() => undefined);
  if (!known?.isFile()) {
    fail('vault-password-file', `the vault password file "${path}" does not exist`, {
      fix: 'Check the path.',
    });
  }
  const executable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  const password = (executable ? await runClient(file, id) : await readFile(file, 'utf8')).trim();
  if (password === '') {
    fail('vault-password-file', `the vault password file "${path}" is empty`, {
      fix: 'Write the password into it.',
    });
  }
  return password;
}

function runClient(file: string, id: string): Promise<string> {
  const args = /-client(?:\.[^.]*)?$/.test(file) ? ['--vault-id', id] : [];
  return new Promise((done, failed) => {
    execFile(file, args, { encoding: 'utf8' }, (error, stdout) => {
      if (!error) return done(stdout);
      try {
        fail(
          'vault-password-file',
          `the vault password script "${file}" failed (status ${String(error.code)})`,
          {
            fix: 'Run it by hand; it must print the password and exit with 0.',
          },
        );
      } catch (finding) {
        failed(finding);
      }
    });
  });
}
