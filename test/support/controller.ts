/** A controller to be killed: opens a session with the settings given as JSON and runs a script until its end. */
import { openSession } from '../../src/session/openSession.js';
import type { Become, ConnectionSettings } from '../../src/session/types.js';
import { userShell } from '../../src/shell/sh.js';

const { settings, become, script } = JSON.parse(process.argv[2] ?? '{}') as {
  settings: ConnectionSettings;
  become?: Become;
  script: string;
};
const shell = await openSession(settings).shell(become);
const running = shell.run(userShell(script));
process.stdout.write('started\n');
await running;
