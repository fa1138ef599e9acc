import { access, constants } from 'node:fs/promises';

const directories = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Whether this machine has a program, in a place where root's programs are looked for. */
export async function isInstalled(program: string): Promise<boolean> {
  const tries = directories.map((directory) =>
    access(`${directory}/${program}`, constants.X_OK).then(() => true),
  );
  return Promise.any(tries).catch(() => false);
}
