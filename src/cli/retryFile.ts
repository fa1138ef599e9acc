import { writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Config } from './config.js';

/**
 * Writes the hosts that failed to PLAYBOOK.retry, if `retry_files_enabled`. Returns the line that tells how to use it, or
 * why it could not be written; undefined when there is nothing to tell.
 */
export function writeRetryFile(
  playbook: string,
  hosts: ReadonlySet<string>,
  config: Config,
): string | undefined {
  if (!config.retryFilesEnabled || hosts.size === 0) return undefined;
  const folder = config.retryFilesSavePath ?? dirname(resolve(playbook));
  const file = join(folder, `${basename(playbook, extname(playbook))}.retry`);
  try {
    writeFileSync(
      file,
      [...hosts]
        .sort()
        .map((host) => `${host}\n`)
        .join(''),
    );
  } catch (error) {
    return `the retry file ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
  return `\tto retry, use: --limit @${file}`;
}
