import { fail } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';
import { shortAction } from '../../value/pluginName.js';

/** The forms of output a run can have, by the names of Ansible's callbacks. */
const STDOUT_CALLBACKS = [
  'ansible.posix.debug',
  'ansible.posix.json',
  'ansible.posix.skippy',
  'community.general.null',
  'community.general.yaml',
  'default',
  'minimal',
  'oneline',
] as const;

export type StdoutCallback = (typeof STDOUT_CALLBACKS)[number];

/** Further reports of a run. */
export const ADDITIONAL_CALLBACKS = [
  'ansible.posix.profile_roles',
  'ansible.posix.profile_tasks',
  'ansible.posix.timer',
  'junit',
  'tree',
] as const;

export type AdditionalCallback = (typeof ADDITIONAL_CALLBACKS)[number];

/** The callback a name stands for, short or qualified; undefined for unknown ones. */
export function findCallback<T extends string>(name: string, known: readonly T[]): T | undefined {
  const short = shortAction(name);
  return known.find((each) => each === short || each.replace(/^\w+\.\w+\./, '') === short);
}

/** The form of output of this name. Throws DiagnosticError for one there is not. */
export function stdoutCallback(name: string): StdoutCallback {
  const found = findCallback(name, STDOUT_CALLBACKS);
  if (found) return found;
  return fail('unknown-callback', `the stdout callback "${name}" is a plugin in Python or does not exist`, {
    fix:
      didYouMean(name, shortNames(STDOUT_CALLBACKS)) ??
      `choose one of ${shortNames(STDOUT_CALLBACKS).join(', ')}`,
  });
}

/** The remedy for an unknown name in callbacks_enabled. */
export function additionalCallbackHint(name: string): string {
  const names = shortNames(ADDITIONAL_CALLBACKS);
  return didYouMean(name, names) ?? `there are ${names.join(', ')}`;
}

function shortNames(names: readonly string[]): string[] {
  return names.map((name) => name.replace(/^\w+\.\w+\./, ''));
}
