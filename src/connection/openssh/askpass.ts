import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConnectionSettings } from '../settings.js';

const run = promisify(execFile);

/** The client asks for a passphrase up to three times per key. */
const ANSWERS = 4;
const PROGRAM = 'askpass';

const helper = `#!/bin/sh
case $1 in
*assphrase*) f=passphrase ;;
*assword*) f=password ;;
*) exit 1 ;;
esac
[ -p "\${0%/*}/$f" ] && IFS= read -r s <"\${0%/*}/$f" && printf '%s\\n' "$s"
`;

/** Open pipes through which the client gets its secrets. */
interface Askpass {
  close(): Promise<void>;
}

/** Environment that makes the client ask the helper in a directory. */
export function askpassEnvironment(folder: string): Readonly<Record<string, string>> {
  // DISPLAY makes clients before 8.4 ask the helper when they have no terminal.
  return {
    SSH_ASKPASS: join(folder, PROGRAM),
    SSH_ASKPASS_REQUIRE: 'force',
    DISPLAY: process.env.DISPLAY ?? ':0',
  };
}

/**
 * Answers the client's questions from pipes in a private directory: no secret is in an argument, an environment
 * variable or a file.
 */
export async function prepareAskpass(folder: string, settings: ConnectionSettings): Promise<Askpass> {
  const pipes: FileHandle[] = [];
  const secrets = { password: settings.password, passphrase: settings.privateKeyPassphrase };
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret === undefined) continue;
    const path = join(folder, name);
    await run('mkfifo', ['-m', '600', path]);
    // Opened for both directions it neither blocks nor loses what is written before the helper reads.
    const pipe = await open(path, constants.O_RDWR | constants.O_NONBLOCK);
    await pipe.write(`${secret}\n`.repeat(ANSWERS));
    pipes.push(pipe);
  }
  await writeFile(join(folder, PROGRAM), helper, { mode: 0o700 });
  return {
    async close() {
      for (const pipe of pipes.splice(0)) await pipe.close();
    },
  };
}
