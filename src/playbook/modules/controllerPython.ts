import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** ansible-core as it is installed on the controller: where modules of others and their shared code come from. */
export interface InstalledAnsible {
  /** Directory of the package `ansible`. */
  readonly path: string;
  readonly version: string;
  /** Directories that hold `ansible_collections`. */
  readonly collections: readonly string[];
}

const QUESTION = `import json, os, sys
import ansible
from ansible.release import __version__
print(json.dumps([os.path.dirname(ansible.__file__), __version__, [os.path.abspath(p or '.') for p in sys.path]]))`;

let answer: { readonly found: InstalledAnsible | undefined } | undefined;

/** Finds the installed ansible-core by asking a Python that has it; undefined when there is none. Asks once. */
export function installedAnsible(): InstalledAnsible | undefined {
  answer ??= { found: ask() };
  return answer.found;
}

function ask(): InstalledAnsible | undefined {
  for (const python of candidates()) {
    const { status, stdout } = spawnSync(python, ['-c', QUESTION], { encoding: 'utf8', timeout: 20_000 });
    if (status !== 0) continue;
    const [path, version, paths] = JSON.parse(stdout) as [string, string, string[]];
    return {
      path,
      version,
      collections: paths.filter((dir) => existsSync(join(dir, 'ansible_collections'))),
    };
  }
  return undefined;
}

/** That of the active virtual environment; the interpreter that runs ansible-playbook; then every python3. */
function candidates(): Set<string> {
  const dirs = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin'];
  const found = new Set<string>();
  if (process.env.VIRTUAL_ENV) found.add(join(process.env.VIRTUAL_ENV, 'bin', 'python3'));
  for (const dir of dirs) {
    const interpreter = shebang(join(dir, 'ansible-playbook'));
    if (interpreter !== undefined) found.add(interpreter);
  }
  for (const dir of dirs) if (existsSync(join(dir, 'python3'))) found.add(join(dir, 'python3'));
  return found;
}

function shebang(script: string): string | undefined {
  if (!existsSync(script)) return undefined;
  const line = readFileSync(script, 'latin1').split('\n', 1)[0]!;
  const words = /^#!\s*(\S*python\S*)\s*$/.exec(line);
  return words?.[1];
}
