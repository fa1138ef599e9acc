import { type Sh, sh } from '../../shell/sh.js';

/** An account as it is. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  readonly primary: string;
  readonly groups: readonly string[];
  /** Hash of the password; undefined when the shadow file cannot be read. */
  readonly password: string | undefined;
  readonly minimum: string;
  readonly maximum: string;
  readonly expires: string;
  readonly homeExists: boolean;
  readonly sshKey: boolean;
}

/** Prints an account; `key` is the file of its SSH key, relative to its home. Exit status 2: there is none. */
export function accountScript(name: string, key: string): Sh {
  return sh`line=$(getent passwd ${name} 2>/dev/null || grep ${`^${name}:`} /etc/passwd) || exit 2
printf '%s\\036' "$line"
id -gn ${name}; printf '\\036'
id -Gn ${name}; printf '\\036'
grep ${`^${name}:`} /etc/shadow 2>/dev/null; printf '\\036'
home=\${line%:*}; home=\${home##*:}
[ -e "$home"/${key} ] && echo key
[ -d "$home" ] && echo home
:`;
}

/** Reads what `accountScript` printed. */
export function parseAccount(text: string): Account {
  const [line = '', primary = '', all = '', shadow = '', key = ''] = text
    .split('\x1e')
    .map((part) => part.trim());
  const [, , uid, gid, comment = '', home = '', shell = ''] = line.split(':');
  const [, password, , minimum = '', maximum = '', , , expires = ''] = shadow.split(':');
  const groups = all.split(/\s+/).filter((name) => name !== '' && name !== primary);
  return {
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home,
    shell,
    primary,
    groups,
    password,
    minimum,
    maximum,
    expires,
    sshKey: /^key$/m.test(key),
    homeExists: /^home$/m.test(key),
  };
}

/** The part of a result that says what an account is. */
export function accountFacts(account: Account) {
  const { uid, gid, comment, home, shell } = account;
  return { uid, group: gid, comment, home, shell };
}
