import type { ArgOptions } from '../../spec/types.js';

/** The argument with which playbooks choose the Python library that community.crypto works with. */
export const cryptoBackend = {
  select_crypto_backend: {
    default: 'auto',
    choices: ['auto', 'cryptography'],
    description: 'Accepted for compatibility: everything is made on the controller.',
  },
} as const satisfies ArgOptions;
