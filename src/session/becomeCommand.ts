import { bootstrapScript } from '../shell/prelude.js';
import { quote } from '../shell/sh.js';
import type { Become } from './types.js';

/** Flags where nothing is configured. */
const DEFAULT_FLAGS = { sudo: '-H -S -n', doas: '-n' };

/** The command line that starts the host loop's shell as the login user. */
export function shellCommand(executable: string): string {
  return `exec ${quote(executable)} -c ${quote(bootstrapScript)}`;
}

/**
 * The command line that starts it as another user. With a password the shell first writes `ready`, so that the
 * password is only ever sent to a prompt: `prompt` is what sudo is told to print, su and doas have their own.
 */
export function becomeCommand(become: Become, executable: string, prompt: string, ready: string): string {
  const script = become.password === undefined ? bootstrapScript : `echo ${ready}; ${bootstrapScript}`;
  const shell = `${quote(executable)} -c ${quote(script)}`;
  const program = quote(become.executable || become.method);
  const user = quote(become.user);
  switch (become.method) {
    case 'sudo':
      return ['exec', program, sudoFlags(become, prompt), '-u', user, shell].join(' ');
    case 'su':
      return ['exec', program, become.flags, user, '-c', quote(`exec ${shell}`)].filter(Boolean).join(' ');
    case 'doas':
      return ['exec', program, become.flags ?? DEFAULT_FLAGS.doas, '-u', user, shell].join(' ');
  }
}

/** The words with which a host is asked for another user, to be shown: without shell, prompt and password. */
export function becomeWords({ method, executable, flags, user }: Become): string {
  const program = executable || method;
  const words =
    method === 'su' ? [program, flags, user] : [program, flags ?? DEFAULT_FLAGS[method], '-u', user];
  return words.filter(Boolean).join(' ');
}

/** Ansible's flags for sudo; `-n` would refuse the password that is about to be given. */
function sudoFlags({ flags = DEFAULT_FLAGS.sudo, password }: Become, prompt: string): string {
  if (password === undefined) return flags;
  const words = flags.split(/\s+/).filter((word) => word !== '-n' && word !== '--non-interactive');
  return [...words, '-p', quote(prompt)].join(' ');
}
