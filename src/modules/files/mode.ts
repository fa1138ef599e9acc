import { fail } from '../../diag/diagnostic.js';
import { pyRepr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';

/** What `X` looks at, and what a symbolic mode changes. */
interface ModeSubject {
  /** Permission bits now (0–07777). */
  readonly mode: number;
  readonly directory: boolean;
}

/** umask assumed for symbolic modes that name nobody (`+w`): the target's is rarely another one. */
const ASSUMED_UMASK = 0o022;

const SHIFT: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };

/**
 * The permission bits that a `mode` argument asks for: an int as it is (YAML has read 0644 as octal already), octal text,
 * or symbolic clauses (`u=rw,g+X,o-rwx`) applied to the subject. Throws a DiagnosticError (`bad-mode`).
 */
export function resolveMode(wanted: Value, subject: ModeSubject): number {
  if (typeof wanted === 'number' && Number.isInteger(wanted) && wanted >= 0) return wanted & 0o7777;
  if (typeof wanted !== 'string') return refuse(wanted);
  const text = wanted.trim();
  if (/^(0o)?[0-7]+$/.test(text)) return Number.parseInt(text.replace(/^0o/, ''), 8) & 0o7777;
  let { mode } = subject;
  for (const clause of text.split(','))
    mode = applyClause(clause, { ...subject, mode }, subject.mode, wanted);
  return mode;
}

/** Throws when the argument can never be a mode; used before a target is asked. */
export function checkMode(wanted: Value | undefined): void {
  if (wanted !== undefined && wanted !== 'preserve') resolveMode(wanted, { mode: 0, directory: false });
}

/** Permission bits as Ansible returns them: `0644`, `04755`. */
export function modeText(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}

function applyClause(clause: string, subject: ModeSubject, original: number, wanted: Value): number {
  const parts = /^([ugoa]*)((?:[-+=][rwxXst]*|[-+=][ugo])+)$/.exec(clause);
  if (!parts) return refuse(wanted);
  const users = parts[1] === '' || parts[1]!.includes('a') ? 'ugo' : parts[1]!;
  const mask = parts[1] === '' ? ~ASSUMED_UMASK : ~0;
  let { mode } = subject;
  for (const [, operator, letters] of parts[2]!.matchAll(/([-+=])([rwxXstugo]*)/g)) {
    for (const user of users) {
      const bits = bitsOf(letters!, user, { ...subject, mode }, original) & mask;
      if (operator === '+') mode |= bits;
      else if (operator === '-') mode &= ~bits;
      else mode = (mode & ~ownedBits(user)) | bits;
    }
  }
  return mode;
}

/** Bits that `=` clears for a user class, set-id and sticky included. */
function ownedBits(user: string): number {
  return (7 << SHIFT[user]!) | { u: 0o4000, g: 0o2000, o: 0o1000 }[user]!;
}

function bitsOf(letters: string, user: string, subject: ModeSubject, original: number): number {
  const shift = SHIFT[user]!;
  const executable = subject.directory || (original & 0o111) !== 0;
  let bits = 0;
  for (const letter of letters) {
    if (letter === 'r') bits |= 4 << shift;
    else if (letter === 'w') bits |= 2 << shift;
    else if (letter === 'x') bits |= 1 << shift;
    else if (letter === 'X') bits |= executable ? 1 << shift : 0;
    else if (letter === 's') bits |= { u: 0o4000, g: 0o2000, o: 0 }[user]!;
    else if (letter === 't') bits |= user === 'o' ? 0o1000 : 0;
    else bits |= ((subject.mode >> SHIFT[letter]!) & 7) << shift;
  }
  return bits;
}

function refuse(wanted: Value): never {
  return fail('bad-mode', `mode must be in octal or symbolic form, not ${pyRepr(wanted)}`, {
    fix: 'write an octal number in quotes ("0644") or clauses such as "u=rw,g=r,o=r"',
  });
}
