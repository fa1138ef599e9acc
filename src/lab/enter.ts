import { readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { controllerNetwork, inherit } from './run.js';
import { readState, runningLab } from './state.js';

/**
 * The state directory of the lab whose inventory is among these `-i` paths, or undefined. Costs one small read
 * a path, so that it can be asked before anything else is loaded.
 */
export async function labOfInventories(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (!path.endsWith('/inventory.yml')) continue;
    const directory = dirname(resolve(path));
    if (await readState(directory)) return directory;
  }
  return undefined;
}

/**
 * Makes sure that this program's connections come from the lab's controller. Inside already: returns undefined
 * and the caller goes on. Else the program is started again there with the same arguments, and its exit
 * status is returned for the caller to exit with.
 * @throws DiagnosticError `lab-not-running`.
 */
export async function enterLab(directory: string): Promise<number | undefined> {
  const state = await runningLab(directory);
  const network = controllerNetwork(state);
  const [mine, wanted] = await Promise.all([readlink('/proc/self/ns/net'), readlink(network)]);
  if (mine === wanted) return undefined;
  return inherit([
    'nsenter',
    `--net=${network}`,
    '--',
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ]);
}
