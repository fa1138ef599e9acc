import { joinSh, type Sh, sh } from '../sh.js';

/** `mw_home USER` prints a user's home directory, or `~USER` when there is none. No fork for local users. */
export const pathPrelude = `
mw_home() {
  while IFS=: read -r mw_u mw_x mw_x mw_x mw_x mw_h mw_x; do
    if [ "$mw_u" = "$1" ]; then mw_put "$mw_h"; return 0; fi
  done </etc/passwd
  mw_h=$(getent passwd "$1" 2>/dev/null) || mw_h=
  if [ -n "$mw_h" ]; then mw_h=\${mw_h%:*}; mw_put "\${mw_h##*:}"; else mw_put "~$1"; fi
}
`;

/** true when a path needs the target to know what it means. */
function needsExpansion(path: string): boolean {
  return path.startsWith('~') || path.includes('$');
}

/**
 * A path as one shell word. A leading `~` or `~user` and `$NAME`, `${NAME}` are replaced on the target, as
 * Python's expanduser and expandvars do (unknown names stay as they are); everything else is literal.
 */
export function targetPath(path: string): Sh {
  if (!needsExpansion(path)) return sh`${path}`;
  const tilde = /^~([^/]*)/.exec(path);
  const pieces: Sh[] = [];
  if (tilde) pieces.push(tilde[1] === '' ? sh`"\${HOME-}"` : sh`"$(mw_home ${tilde[1]!})"`);
  pieces.push(...expandVariables(tilde ? path.slice(tilde[0].length) : path));
  return joinSh(pieces, '');
}

function expandVariables(text: string): Sh[] {
  const pieces: Sh[] = [];
  let last = 0;
  for (const match of text.matchAll(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g)) {
    if (match.index > last) pieces.push(sh`${text.slice(last, match.index)}`);
    const name = match[1] ?? match[2]!;
    const literal = match[2] === undefined ? sh`\\$${name}` : sh`\\\${${name}\\}`;
    pieces.push(sh`"\${${name}-${literal}}"`);
    last = match.index + match[0].length;
  }
  if (last < text.length) pieces.push(sh`${text.slice(last)}`);
  return pieces;
}

/** The last component of a POSIX path, as Python's os.path.basename: empty when the path ends with a slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a POSIX path, as Python's os.path.dirname: empty when there is no slash. */
export function folderOf(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/+$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** Joins with one slash, as Python's os.path.join: an absolute second part wins. */
export function joinPath(folder: string, name: string): string {
  if (name.startsWith('/') || folder === '') return name;
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}
