import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { fail } from '../../diag/diagnostic.js';
import { memberCommand } from '../run.js';
import { type LabState, runningLab } from '../state.js';

const run = promisify(execFile);

/**
 * Reboots a host with `init: systemd` and waits until it can be logged in to again. Its files stay; the rest starts anew.
 * @throws DiagnosticError for a host without systemd, and when it is not back within `timeoutMs` (default 60 000).
 */
export async function restart(directory: string, host: string, timeoutMs = 60_000): Promise<void> {
  const state = await runningLab(directory);
  const [program, ...words] = memberCommand(state, host, ['systemctl', 'reboot']) as [string, ...string[]];
  if (!state.booted.includes(host)) {
    fail('lab-restart', `"${host}" cannot be restarted: it has no init`, {
      fix: `set init: systemd for it in ${state.topologyFile}`,
    });
  }
  const before = await leaderOf(state, host);
  // The connection ends with the host: what the command returns says nothing.
  await run(program, words).catch(() => undefined);
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const now = await leaderOf(state, host);
    if (now !== undefined && now !== before) return;
    if (Date.now() > deadline) {
      fail('lab-restart', `the host "${host}" did not come back within ${timeoutMs / 1000} s`, {
        fix: `its log is ${directory}/log/${host}`,
      });
    }
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

/** The number of systemd's process in the host's container, while the host can be logged in to. */
async function leaderOf(state: LabState, host: string): Promise<string | undefined> {
  const { pid } = state.hosts[host]!;
  return readFile(`/proc/${pid}/root/run/host/leader`, 'utf8').catch(() => undefined);
}
