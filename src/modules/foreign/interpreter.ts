import type { ModuleContext } from '../../module/types.js';
import { commandWords } from '../../shell/primitives/run.js';
import { type Sh, sh } from '../../shell/sh.js';
import type { Scope } from '../../template/types.js';
import { pyStr } from '../../value/repr.js';
import { Dict, Undefined, type Value } from '../../value/types.js';
import { splitWords } from '../files/shellWords.js';

/** The fact in which a host's Python is kept once it was looked for. */
export const DISCOVERED = 'discovered_interpreter_python';

/** Names tried in this order where the distribution says nothing (Ansible documentation, `INTERPRETER_PYTHON_FALLBACK`). */
const FALLBACK = [
  'python3.11',
  'python3.10',
  'python3.9',
  'python3.8',
  'python3.7',
  'python3.6',
  'python3.5',
  '/usr/bin/python3',
  '/usr/libexec/platform-python',
  'python2.7',
  '/usr/bin/python',
  'python',
];

const MANUAL = 'https://docs.ansible.com/ansible-core/2.14/reference_appendices/interpreter_discovery.html';

/** Which Python a target's modules run with: a command, or to be looked for. */
export type PythonChoice =
  | { readonly kind: 'given'; readonly command: string }
  | { readonly kind: 'auto'; readonly mode: string; readonly fallback: readonly string[] };

/** What the target said about its Python. */
export interface Discovery {
  /** Path; empty when there is none. */
  readonly python: string;
  readonly warnings: readonly string[];
}

/** The interpreter of a host (Ansible documentation, "Interpreter Discovery"): variable, known fact, setting. */
export function choosePython(vars: Scope, setting: string): PythonChoice {
  const given = defined(vars, 'ansible_python_interpreter');
  const command = given === undefined || pyStr(given).trim() === '' ? setting : pyStr(given);
  if (!/^auto(_legacy)?(_silent)?$/.test(command)) return { kind: 'given', command };
  const facts = vars.get('ansible_facts');
  const known = facts instanceof Dict ? facts.get(DISCOVERED) : undefined;
  if (typeof known === 'string') return { kind: 'given', command: known };
  const list = defined(vars, 'ansible_interpreter_python_fallback');
  return { kind: 'auto', mode: command, fallback: Array.isArray(list) ? list.map(pyStr) : FALLBACK };
}

/**
 * Shell text that leaves the words of the interpreter in `$@`. When it has to be looked for, a line
 * `how path distribution version` on standard output tells what was found. Ends the frame with status 127 and the word
 * `no-python` when there is none.
 */
export function pythonScript(choice: PythonChoice): Sh {
  if (choice.kind === 'given') {
    return sh`set -- ${commandWords(splitWords(choice.command))}
command -v "$1" >/dev/null 2>&1 || { mw_put "no-python $1" >&2; exit 127; }`;
  }
  return sh`mw_id= mw_v= mw_like= mw_want= mw_py= mw_how=first
if [ -r /etc/os-release ]; then
  while IFS='=' read -r mw_k mw_x || [ -n "$mw_k" ]; do
    mw_x=\${mw_x#[\\"\\']} mw_x=\${mw_x%[\\"\\']}
    case $mw_k in ID) mw_id=$mw_x ;; VERSION_ID) mw_v=$mw_x ;; ID_LIKE) mw_like=$mw_x ;; esac
  done </etc/os-release
fi
case " $mw_id $mw_like " in
*" rhel "* | *" centos "*)
  case $mw_v in 6* | 7*) mw_want=/usr/bin/python ;; 8*) mw_want=/usr/libexec/platform-python ;; *) mw_want=/usr/bin/python3 ;; esac ;;
*" debian "* | *" ubuntu "* | *" fedora "*) mw_want=/usr/bin/python3 ;;
esac
${choice.mode.startsWith('auto_legacy') ? sh`if [ "$mw_want" != /usr/bin/python ] && [ -x /usr/bin/python ]; then mw_py=/usr/bin/python mw_how=legacy; fi` : sh``}
if [ -z "$mw_py" ] && [ -n "$mw_want" ] && [ -x "$mw_want" ]; then mw_py=$mw_want mw_how=platform; fi
if [ -z "$mw_py" ]; then
  for mw_x in ${choice.fallback}; do
    mw_py=$(command -v "$mw_x") && case $mw_py in /*) break ;; esac
    mw_py=
  done
fi
mw_put "$mw_how \${mw_py:--} \${mw_id:--} \${mw_v:--} \${mw_want:--}$mw_nl"
[ -n "$mw_py" ] || { mw_put no-python >&2; exit 127; }
set -- "$mw_py"`;
}

/** Splits the line about the interpreter off a frame's output. */
export function readDiscovery(
  choice: PythonChoice,
  stdout: string,
  host: string,
): { readonly discovery: Discovery | undefined; readonly rest: string } {
  if (choice.kind === 'given') return { discovery: undefined, rest: stdout };
  const end = stdout.indexOf('\n');
  const [how = '', python = '-', distro = '', version = '', wanted = ''] = stdout.slice(0, end).split(' ');
  const found = { python: python === '-' ? '' : python, warnings: [] as string[] };
  if (!choice.mode.endsWith('_silent'))
    found.warnings.push(...discoveryWarnings(choice, host, how, python, distro, version, wanted));
  return { discovery: found, rest: stdout.slice(end + 1) };
}

function discoveryWarnings(
  choice: PythonChoice & { kind: 'auto' },
  host: string,
  how: string,
  python: string,
  distro: string,
  version: string,
  wanted: string,
): string[] {
  if (python === '-') {
    const tried = choice.fallback.map((name) => `'${name}'`).join(', ');
    return [`No python interpreters found for host ${host} (tried [${tried}])`];
  }
  if (how === 'platform') return [];
  const should = `Distribution ${distro} ${version} on host ${host} should use ${wanted}, but is using`;
  if (how === 'legacy') {
    return [`${should} /usr/bin/python as earlier releases did. See ${MANUAL}`];
  }
  if (wanted !== '-') {
    return [`${should} ${python}, as the usual one of its platform is missing. See ${MANUAL}`];
  }
  return [
    `Platform linux on host ${host} is using the discovered Python interpreter at ${python}, which another one may replace some day. See ${MANUAL}`,
  ];
}

/** Looks for the Python of a host without running anything with it; undefined when it is known, given or not asked for. */
export async function discoverPython(ctx: ModuleContext, setting: string): Promise<Discovery | undefined> {
  const choice = choosePython(ctx.targetScope, setting);
  if (choice.kind === 'given') return undefined;
  const result = await ctx.host.run(pythonScript(choice), { repeatable: true });
  return readDiscovery(choice, result.stdout.toString('utf8'), ctx.inventoryHostname).discovery;
}

function defined(vars: Scope, name: string): Value | undefined {
  const value = vars.get(name);
  return value === null || value instanceof Undefined ? undefined : value;
}
