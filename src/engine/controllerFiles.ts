import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { ControllerFiles } from '../module/types.js';
import { playOf, type Task } from '../playbook/ast.js';
import { fileBases } from '../playbook/searchPath.js';
import { displayPath } from '../playbook/sourceFiles.js';

/**
 * Files of the controller as a task finds them: in `files/` (`templates/`, `vars/`) of the roles around it, beside
 * its file, beside the playbook; in each place also without the folder (Ansible documentation, "Search paths").
 */
export function controllerFiles(
  task: Task,
  decrypt: ((envelope: string) => string) | undefined,
): ControllerFiles {
  const bases = fileBases(task);
  return {
    basedir: playOf(task).basedir,
    templateSearchPath: () => bases.flatMap((base) => [join(base, 'templates'), base]),
    async find(kind, name) {
      const candidates = isAbsolute(name)
        ? [name]
        : bases.flatMap((base) => [join(base, kind, name), join(base, name)]);
      const found = candidates.find((candidate) => existsSync(candidate));
      if (found !== undefined) return resolve(found);
      fail('missing-file', `Could not find or access '${name}'`, {
        span: task.actionSpan ?? task.span,
        notes: candidates.map((candidate) => ({ message: `tried ${displayPath(candidate)}` })),
        fix: `put the file into ${kind}/ of the role or beside the playbook`,
      });
    },
    async read(path, options) {
      const content = readFileSync(path);
      const encrypted = content.subarray(0, 15).toString('latin1') === '$ANSIBLE_VAULT;';
      if (!encrypted || options?.decrypt === false) return content;
      if (!decrypt) {
        fail(
          'vault-password-missing',
          `Attempting to decrypt but no vault secrets found: ${displayPath(path)} is encrypted and no vault password was given`,
          {
            fix: 'pass --vault-password-file or --ask-vault-pass',
          },
        );
      }
      return Buffer.from(decrypt(content.toString('utf8')), 'utf8');
    },
  };
}
