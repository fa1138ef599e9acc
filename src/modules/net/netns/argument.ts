import type { ArgOptions } from '../../../spec/types.js';

/** The argument of modules that work inside a network namespace. */
export const netnsArgs = {
  netns: {
    default: '',
    description: 'Network namespace on the target, as `ip netns` names it; empty for the host itself.',
  },
} as const satisfies ArgOptions;
