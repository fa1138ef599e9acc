import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { fail } from '../diag/diagnostic.js';

/**
 * Runs `work` while no other process works on the lab in `directory`. The lock is a socket name in the kernel's
 * abstract name space: it cannot be left behind by a process that was killed.
 * @throws DiagnosticError `lab-busy` after `waitMs`, default 30 000.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>, waitMs = 30_000): Promise<T> {
  const deadline = Date.now() + waitMs;
  let lock = await take(directory);
  while (!lock) {
    if (Date.now() > deadline) {
      fail('lab-busy', `another process has been starting or stopping this lab for ${waitMs / 1000} s`, {
        fix: `wait for it, or end it; the lab's state is in ${directory}`,
      });
    }
    await new Promise((wake) => setTimeout(wake, 50));
    lock = await take(directory);
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

function take(directory: string): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((taken, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') taken(undefined);
      else failed(error);
    });
    // The digest keeps the name within the 107 bytes of a socket address.
    server.listen(`\0meshwright-lab-${createHash('sha256').update(directory).digest('hex')}`, () =>
      taken(server),
    );
  });
}
