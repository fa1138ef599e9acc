import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashName, keyType } from './knownHosts.js';

const RETRY_MS = 20;
/** A lock older than this was left behind by a process that died. */
const STALE_MS = 10_000;
const GIVE_UP_MS = 15_000;

interface NewKnownHost {
  readonly name: string;
  readonly key: Buffer;
  readonly hashed: boolean;
}

/** Appends a host to a known_hosts file under a lock file, when `decide`, called under the lock, says so. */
export async function addKnownHost(
  file: string,
  { name, key, hashed }: NewKnownHost,
  decide: () => 'add' | 'skip',
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await withLock(`${file}.lock`, async () => {
    if (decide() === 'skip') return;
    const text = await readFile(file, 'utf8').catch(() => '');
    const glue = text === '' || text.endsWith('\n') ? '' : '\n';
    const shown = hashed ? hashName(name, randomBytes(20)) : name;
    await appendFile(file, `${glue}${shown} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
  });
}

async function withLock(lock: string, work: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + GIVE_UP_MS;
  while (!(await take(lock))) {
    if (Date.now() > deadline) throw new Error(`${lock} is held by another process`);
    await sleep(RETRY_MS);
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_MS) await rm(lock, { force: true });
    return false;
  }
}
