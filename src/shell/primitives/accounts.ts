import { type Sh, sh } from '../sh.js';
import type { HostResult } from './host.js';

/**
 * `mw_id passwd|group NAME` prints a numeric id; status 1 when there is no such account. Local accounts
 * cost no fork, others one (getent).
 */
export const accountsPrelude = `
mw_id() {
  case $2 in *[!0-9]*) ;; ?*) mw_put "$2"; return 0 ;; esac
  while IFS=: read -r mw_u mw_x mw_h mw_x; do
    if [ "$mw_u" = "$2" ]; then mw_put "$mw_h"; return 0; fi
  done <"/etc/$1"
  mw_h=$(getent "$1" "$2" 2>/dev/null) || return 1
  mw_h=\${mw_h#*:*:}
  mw_put "\${mw_h%%:*}"
}
`;

export interface AccountIds {
  /** undefined: not asked for, or unknown to the target. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** Asks for the numeric ids of a user and a group given by name or number. */
export function accountScript(owner: string | undefined, group: string | undefined): Sh {
  const user = owner === undefined ? sh`:` : sh`mw_id passwd ${owner}`;
  return sh`${user}; echo; ${group === undefined ? sh`:` : sh`mw_id group ${group}`}; echo`;
}

/** Reads what accountScript printed. */
export function parseAccounts(result: HostResult): AccountIds {
  const [uid, gid] = result.stdout.toString('utf8').split('\n');
  return { uid: uid ? Number(uid) : undefined, gid: gid ? Number(gid) : undefined };
}
