import { joinSh, type Sh, sh } from '../sh.js';
import { targetPath } from './path.js';

/**
 * `mw_gate DIRECTORY CREATES REMOVES [EXECUTABLE…]`: enters DIRECTORY and tells by its status whether a command
 * has to run: 90 CREATES matches something, 91 REMOVES matches nothing, 92 no such directory, 93 no such
 * executable, 94 it may not be run. `-` for not given. Patterns are the shell's, as Ansible globs them. No fork.
 */
export const runPrelude = `
mw_gate() {
  if [ "$1" != - ] && ! cd -- "$1" 2>/dev/null; then return 92; fi
  if [ "$2" != - ] && mw_any "$2"; then return 90; fi
  if [ "$3" != - ] && ! mw_any "$3"; then return 91; fi
  [ $# -gt 3 ] || return 0
  case $4 in
  */*) [ -e "$4" ] || return 93; [ -x "$4" ] && [ ! -d "$4" ] || return 94 ;;
  *) command -v "$4" >/dev/null 2>&1 || return 93 ;;
  esac
}
mw_any() {
  mw_i=$IFS IFS= mw_p=$1
  set -- $mw_p
  IFS=$mw_i
  for mw_f do
    if [ -e "$mw_f" ]; then return 0; fi
  done
  return 1
}
`;

export interface Gate {
  readonly directory?: string | undefined;
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
  /** Program that has to exist. */
  readonly executable?: string | undefined;
}

export type GateVerdict = 'run' | 'creates' | 'removes' | 'no-directory' | 'not-found' | 'not-executable';

/** Runs `body` in the directory when the gate lets it; the verdict is the first byte of standard error. */
export function gatedScript(gate: Gate, body: Sh): Sh {
  return sh`mw_gate ${gateWords(gate)}; case $? in 90) mw_put c >&2;; 91) mw_put r >&2;; 92) mw_put d >&2;; 93) mw_put n >&2;; 94) mw_put p >&2;; *) mw_put g >&2
${body}
;; esac`;
}

/** The words that mw_gate takes. */
export function gateWords(gate: Gate): Sh[] {
  const word = (path: string | undefined) => (path === undefined ? sh`-` : targetPath(path));
  const words = [word(gate.directory), word(gate.creates), word(gate.removes)];
  if (gate.executable !== undefined) words.push(targetPath(gate.executable));
  return words;
}

const VERDICTS: Readonly<Record<string, GateVerdict>> = {
  c: 'creates',
  r: 'removes',
  d: 'no-directory',
  n: 'not-found',
  p: 'not-executable',
  g: 'run',
};

/** Splits the verdict off the standard error of a gatedScript. */
export function readVerdict(stderr: Buffer): { verdict: GateVerdict; stderr: Buffer } {
  return { verdict: VERDICTS[stderr.toString('latin1', 0, 1)] ?? 'run', stderr: stderr.subarray(1) };
}

/** Words of a command line with `~` and variables expanded on the target, quoted otherwise. */
export function commandWords(argv: readonly string[]): Sh {
  return joinSh(argv.map(targetPath), ' ');
}
