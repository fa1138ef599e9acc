import type { Become } from './types.js';

/** What sudo, su, doas and the shell say, in the order in which it is looked for. */
const CAUSES: readonly [RegExp, (become: Become) => string][] = [
  [/unknown user|no such user|does not exist|no passwd entry/i, ({ user }) => `there is no user ${user}`],
  [/sorry, try again|incorrect password|authentication fail|permission denied \(pam/i, wrongPassword],
  [/password is required|authorization required|terminal is required|tty is required/i, missingPassword],
  [
    /not in the sudoers|not allowed to|may not run|operation not permitted|not permitted/i,
    ({ user, method }) => `${method} does not let us become ${user}`,
  ],
  [
    /not found|no such file|not executable|inaccessible/i,
    ({ method, executable }) => `${executable || method} is not installed`,
  ],
];

/** One sentence for what the become method printed instead of a shell. */
export function becomeFailure(become: Become, output: string): string {
  const known = CAUSES.find(([pattern]) => pattern.test(output));
  if (known) return known[1](become);
  const last = output.trim().split('\n').at(-1)?.trim();
  return `could not become ${become.user} with ${become.method}${last ? `: ${last}` : ''}`;
}

export function wrongPassword(become: Become): string {
  if (become.password === undefined) return missingPassword(become);
  return `wrong ${become.method} password for ${become.user}`;
}

function missingPassword({ method, user }: Become): string {
  return `missing ${method} password for ${user}`;
}
