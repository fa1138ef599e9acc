import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { withLock } from './lock.js';
import { findMarked, isAlive } from './state.js';
import { removeControlGroups } from './systemd/controlGroups.js';

/**
 * Stops the lab whose state is in `directory` and removes that directory. Links, namespaces and mounts belong
 * to the lab's processes and end with them. Does nothing for a lab that is not there.
 */
export async function down(directory: string): Promise<{ stopped: boolean }> {
  const place = resolve(directory);
  if (process.getuid?.() !== 0) {
    fail('lab-needs-root', 'stopping a lab needs root', { fix: 'run the command with sudo' });
  }
  const stopped = await withLock(place, async () => {
    const found = await stopProcesses(place);
    await removeControlGroups(place);
    await rm(place, { recursive: true, force: true });
    return found;
  });
  const parent = dirname(place);
  if (basename(parent) === '.lab') await rmdir(parent).catch(() => undefined);
  return { stopped };
}

/**
 * Kills every process of the lab and waits until they are gone (10 s at most). They are found by a mark in
 * their environment, so that nothing escapes when `up` was killed before it could record them.
 */
export async function stopProcesses(directory: string): Promise<boolean> {
  const deadline = Date.now() + 10_000;
  let any = false;
  for (;;) {
    const found = await findMarked(directory);
    if (found.length === 0) return any;
    any = true;
    if (Date.now() > deadline) {
      fail('lab-stop', `processes of the lab do not end: ${found.map(({ pid }) => pid).join(', ')}`);
    }
    for (const entry of found) {
      if (await isAlive(entry)) kill(entry.pid);
    }
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
