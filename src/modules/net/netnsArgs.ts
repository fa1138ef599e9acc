import type { ArgOptions } from '../../spec/types.js';

/** Arguments that every network module shares. */
export const netnsArgs = {
  netns: {
    default: '',
    description: 'Network namespace on the target, as `ip netns` names it; empty for the host itself.',
  },
} as const satisfies ArgOptions;
