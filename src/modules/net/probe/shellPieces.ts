import { type Sh, sh } from '../../../shell/sh.js';
import { MISSING_TOOL } from './kind.js';

/** Ends a script that finds none of its tools. `tools` reads after "the target lacks". */
export function lacking(tools: string): Sh {
  return sh`{ echo ${tools} >&2; exit ${MISSING_TOOL}; }`;
}

/** Ends the script unless the program is there. */
export function needs(program: string, tools = program): Sh {
  return sh`command -v ${program} >/dev/null || ${lacking(tools)}`;
}

/** Runs a script in a network namespace; the empty name is the host itself. */
export function inNamespace(netns: string, script: Sh): Sh {
  const plain = sh`export LC_ALL=C; ${script}`;
  return netns === '' ? plain : sh`ip netns exec ${netns} sh -c ${plain.text}`;
}

/** A short pause also where sleep knows only whole seconds. */
export const nap = sh`{ sleep 0.1 2>/dev/null || sleep 1; }`;

/** An address as a ping option: -4 or -6; none for names. */
export function familyOption(address: string): readonly string[] {
  if (address.includes(':')) return ['-6'];
  return /^[\d.]+$/.test(address) ? ['-4'] : [];
}
