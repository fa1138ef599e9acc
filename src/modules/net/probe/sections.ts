import type { ExecResult } from '../../../session/types.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';

/**
 * Runs scripts one after the other inside one script and keeps their outputs apart. Needs a directory `$d`, which the
 * caller makes and removes.
 */
export function sectionScript(scripts: readonly Sh[]): Sh {
  return joinSh(
    scripts.map(
      (script) => sh`(
${script}
) >"$d/out" 2>"$d/err"
printf '%s %s %s\n' $? $(($(wc -c <"$d/out"))) $(($(wc -c <"$d/err"))); cat "$d/out" "$d/err"`,
    ),
    '\n',
  );
}

/** Takes the output of `sectionScript` apart; fewer results than scripts when it ended early. */
export function readSections(output: Buffer): ExecResult[] {
  const results: ExecResult[] = [];
  let rest = output;
  for (;;) {
    const end = rest.indexOf('\n');
    const head = end < 0 ? null : /^(\d+) (\d+) (\d+)$/.exec(rest.subarray(0, end).toString('latin1'));
    if (!head) return results;
    const [rc, out, err] = [Number(head[1]), Number(head[2]), Number(head[3])];
    const from = end + 1;
    results.push({
      rc,
      stdout: rest.subarray(from, from + out),
      stderr: rest.subarray(from + out, from + out + err),
    });
    rest = rest.subarray(from + out + err);
  }
}

/** Makes the directory `$d` that only this user reads, and removes it at the end. */
export const ownDirectory = sh`d=$(mktemp -d) || exit 1; trap 'rm -rf "$d"' EXIT`;
