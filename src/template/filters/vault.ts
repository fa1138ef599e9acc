import { PyError } from '../../value/errors.js';
import { pyStr } from '../../value/repr.js';
import { Vaulted } from '../../value/types.js';
import type { FilterEntry } from './entry.js';

/** Vault filters. Reading uses the run's vault secrets; a secret of the template's own is not supported. */
export const vaultFilters: readonly FilterEntry[] = [
  {
    name: 'unvault',
    doc: 'The decrypted text of a vault envelope, with the vault secrets of the run; plain text passes unchanged.',
    apply: (input, _args, _kwargs, ctx) => {
      const text = pyStr(input);
      return text.startsWith('$ANSIBLE_VAULT;') ? ctx.templar.resolve(new Vaulted(text), ctx.scope) : text;
    },
  },
  {
    name: 'vault',
    doc: 'Not available: encrypt with the vault command instead.',
    apply: () => {
      throw new PyError(
        'AnsibleError',
        'the vault filter is not available; encrypt the value with the vault command instead',
      );
    },
  },
];
