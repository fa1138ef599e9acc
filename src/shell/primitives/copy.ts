import { sh } from '../sh.js';
import { mustSucceed, type PrimitiveHost } from './host.js';

/** Copies a file beside itself as `PATH.PID.DATE~`, attributes kept; the copy's path. Two forks. */
export async function backupFile(host: PrimitiveHost, path: string): Promise<string> {
  const result = await host.run(
    sh`mw_b=${path}.$$.$(date +%Y-%m-%d@%H:%M:%S)~; cp -p -- ${path} "$mw_b" && mw_put "$mw_b"`,
  );
  return mustSucceed(result, 'backup', `back up ${path}`).stdout.toString('utf8');
}
