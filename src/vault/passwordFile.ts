import { execFile } from 'node:child_process';
import { access, constants, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import { decryptEnvelope } from './crypt.js';
import { isVaultText } from './envelope.js';
import type { VaultSecrets } from './secrets.js';

/** What a client script exits with when it does not know the label. */
const UNKNOWN_LABEL = 2;

/**
 * Reads a vault password: the content of a file (which may itself be encrypted with one of `known`), or what an
 * executable prints (called with `--vault-id ID` when its name ends in `-client`). White space around it is removed.
 *
 * @throws DiagnosticError when it cannot be read, fails or is empty.
 */
export async function readPasswordFile(path: string, id?: string, known?: VaultSecrets): Promise<string> {
  const file = resolve(path);
  const kind = await stat(file).catch(() => undefined);
  if (!kind) bad(`The vault password file ${path} was not found`, 'Check the path.');
  if (kind.isDirectory())
    bad(`The vault password file provided '${path}' can not be a directory`, 'Name the file in it.');
  const text = (await isExecutable(file)) ? await runScript(file, id) : await readText(file);
  const plain = isVaultText(text) ? decryptWith(text, known, path) : text;
  const password = plain.trim();
  if (password === '')
    bad(
      `Invalid vault password was provided from file (${path}): it is empty`,
      'Write the password into it.',
    );
  return password;
}

async function isExecutable(file: string): Promise<boolean> {
  const { mode } = await stat(file);
  // the superuser may execute whatever anybody may
  if ((mode & 0o111) === 0) return false;
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return bad(
      `Could not read vault password file ${file}: ${(error as Error).message}`,
      'Check its permissions.',
    );
  }
}

function decryptWith(text: string, known: VaultSecrets | undefined, path: string): string {
  if (!known || known.size === 0)
    bad(`the vault password file "${path}" is encrypted itself`, 'Give the password of that file before it.');
  return decryptEnvelope(text, known).toString('utf8');
}

function runScript(file: string, id: string | undefined): Promise<string> {
  const isClient = /-client(?:\.[^./]*)?$/.test(file);
  const args = isClient && id !== undefined ? ['--vault-id', id] : [];
  return new Promise((done, failed) => {
    execFile(file, args, { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      const said = stderr.trim() === '' ? '' : `: ${stderr.trim()}`;
      const message =
        isClient && error.code === UNKNOWN_LABEL
          ? `Vault password client script ${file} did not find a secret for vault-id=${id ?? 'default'}${said}`
          : `Vault password script ${file} returned non-zero (${String(error.code)})${said}`;
      const fix = 'Run it by hand; it must print the password and exit with 0.';
      failed(new DiagnosticError(diagnostic('vault-password-file', message, { fix })));
    });
  });
}

function bad(message: string, fix: string): never {
  fail('vault-password-file', message, { fix });
}
