import type { Kwargs, Value } from '../../value/types.js';

/** The options of a lookup by name, with defaults for those not given. As in Ansible, others are ignored. */
export function lookupOptions<const D extends Readonly<Record<string, Value | undefined>>>(
  kwargs: Kwargs,
  defaults: D,
): { readonly [K in keyof D]: undefined extends D[K] ? Value | undefined : Value } {
  const options: Record<string, Value | undefined> = {};
  for (const name of Object.keys(defaults)) options[name] = kwargs.get(name) ?? defaults[name];
  return options as { readonly [K in keyof D]: undefined extends D[K] ? Value | undefined : Value };
}
