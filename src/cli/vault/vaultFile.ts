import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { fileStatus } from '../../template/files/status.js';

/** The content of a file, or of standard input for `-`. Throws DiagnosticError. */
export function readData(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    return fail('missing-file', `Unable to read source file (${file}): ${(error as Error).message}`, {
      fix: 'Check the path and its permissions.',
    });
  }
}

interface WriteOptions {
  /** Keep the owner and the permissions of the file that is replaced. Default: it is private (0600). */
  readonly keepAccess?: boolean;
  /** Overwrite the old content on disk: it was not encrypted. */
  readonly shred?: boolean;
}

/** Writes a private file in one step, or to standard output for `-`. Throws DiagnosticError. */
export function writeData(data: Uint8Array, file: string, options: WriteOptions = {}): void {
  if (file === '-') {
    process.stdout.write(data);
    return;
  }
  const target = targetOf(file);
  const before = fileStatus(target);
  try {
    replace(target, data, before, options);
  } catch (error) {
    fail('missing-file', `Unable to write ${file}: ${(error as Error).message}`, {
      fix: 'Check the permissions of its directory.',
    });
  }
}

/** Symbolic links stay; what they point to is written. */
function targetOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function replace(file: string, data: Uint8Array, before: Stats | undefined, options: WriteOptions): void {
  const fresh = join(dirname(file), `.vault-${randomBytes(8).toString('hex')}`);
  const old = options.shred && before?.isFile() && before.nlink === 1 ? openSync(file, 'r+') : undefined;
  try {
    const descriptor = openSync(fresh, 'wx', 0o600);
    try {
      writeSync(descriptor, data);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (before && options.keepAccess) {
      chmodSync(fresh, before.mode & 0o7777);
      chownSync(fresh, before.uid, before.gid);
    }
    renameSync(fresh, file);
    if (old !== undefined) overwrite(old, before?.size ?? 0);
  } finally {
    if (old !== undefined) closeSync(old);
    rmSync(fresh, { force: true });
  }
}

/** Overwrites what a descriptor holds. */
function overwrite(descriptor: number, size: number): void {
  for (let at = 0; at < size; at += 65_536)
    writeSync(descriptor, randomBytes(Math.min(65_536, size - at)), 0, null, at);
  fsyncSync(descriptor);
}

/** Removes a file that held a secret, its content first. */
export function shredFile(file: string): void {
  const stat = fileStatus(file);
  if (!stat?.isFile()) return;
  const descriptor = openSync(file, 'r+');
  try {
    overwrite(descriptor, stat.size);
  } finally {
    closeSync(descriptor);
  }
  rmSync(file, { force: true });
}
