import { constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Diagnostic, diagnostic } from '../../diag/diagnostic.js';
import { isDirectory, isReadable } from '../../template/files/status.js';
import { expandPath } from './expandPath.js';

interface FoundConfig {
  readonly file: string | undefined;
  readonly warnings: readonly Diagnostic[];
}

/**
 * The ansible.cfg that counts: the one ANSIBLE_CONFIG names (a file or its directory), ./ansible.cfg, ~/.ansible.cfg,
 * /etc/ansible/ansible.cfg; the first that can be read. In a directory that everybody may write to, its ansible.cfg
 * could be anybody's: it is passed over with a warning.
 */
export function findConfigFile(env: NodeJS.ProcessEnv): FoundConfig {
  const given = env.ANSIBLE_CONFIG === undefined ? undefined : named(env.ANSIBLE_CONFIG);
  const here = resolve('ansible.cfg');
  const open = (statSync('.').mode & constants.S_IWOTH) !== 0;
  const candidates = [
    ...(given === undefined ? [] : [given]),
    ...(open ? [] : [here]),
    join(homedir(), '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  const file = candidates.find((path) => isReadable(path) && !isDirectory(path));
  const passed = open && existsSync(here) && (file === undefined || file !== given);
  return { file, warnings: passed ? [worldWritable()] : [] };
}

function named(path: string): string {
  const full = expandPath(path);
  return isDirectory(full) ? join(full, 'ansible.cfg') : full;
}

function worldWritable(): Diagnostic {
  return diagnostic(
    'world-writable-directory',
    `everybody may write to the directory ${process.cwd()}: its ansible.cfg is ignored`,
    { severity: 'warning', fix: 'chmod o-w the directory, or name the file in ANSIBLE_CONFIG' },
  );
}
