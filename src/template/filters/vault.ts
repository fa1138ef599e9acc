import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Undefined, type Value, Vaulted } from '../../value/types.js';
import { decryptEnvelope, encryptEnvelope } from '../../vault/crypt.js';
import { isVaultText } from '../../vault/envelope.js';
import { VaultSecrets } from '../../vault/secrets.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Vault filters, with a secret of the template's own. */
export const vaultFilters: readonly FilterEntry[] = [
  {
    name: 'vault',
    doc: 'The text encrypted with a secret as a vault envelope; options `vaultid`, `wrap_object`.',
    apply: (input, args, kwargs) => {
      const params = [
        'secret',
        ['salt', null],
        ['vaultid', 'filter_default'],
        ['wrap_object', false],
      ] as const;
      const { secret, salt, vaultid, wrap_object } = bind('do_vault', params, args, kwargs);
      const password = secretText(secret);
      if (typeof input !== 'string' && !(input instanceof Undefined))
        throw failure(`Can only vault strings, instead we got: <class '${pyTypeName(input)}'>`);
      requireDefined(input);
      requireDefined(vaultid);
      const id = typeof vaultid === 'string' ? vaultid : 'filter_default';
      const bytes = salt === null ? undefined : Buffer.from(pyStr(salt));
      const envelope = encryptEnvelope(String(input), password, id, bytes);
      return truthy(wrap_object) ? new Vaulted(envelope) : envelope;
    },
  },
  {
    name: 'unvault',
    doc: 'The text of a vault envelope decrypted with a secret; plain text passes unchanged.',
    apply: (input, args, kwargs) => {
      const params = ['secret', ['vaultid', 'filter_default']] as const;
      const { secret } = bind('do_unvault', params, args, kwargs);
      const password = secretText(secret);
      const text = input instanceof Vaulted ? input.envelope : input;
      if (typeof text !== 'string' && !(text instanceof Undefined))
        throw failure(`a vault is a string, not a <class '${pyTypeName(input)}'>`);
      requireDefined(text);
      if (!isVaultText(String(text))) return text;
      return decrypted(String(text), password);
    },
  },
];

function secretText(secret: Value): string {
  if (typeof secret !== 'string' && !(secret instanceof Undefined))
    throw failure(`the secret is a string, not a <class '${pyTypeName(secret)}'>`);
  requireDefined(secret);
  return String(secret);
}

function decrypted(envelope: string, password: string): string {
  const secrets = new VaultSecrets();
  secrets.add('filter_default', password);
  try {
    return decryptEnvelope(envelope, secrets).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PyError('AnsibleError', `Unable to decrypt: ${reason}`, { cause });
  }
}

function failure(message: string): PyError {
  return new PyError('AnsibleError', message);
}
