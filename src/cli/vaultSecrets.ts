import { decryptEnvelope } from '../vault/crypt.js';
import { readPasswordFile, VaultSecrets } from '../vault/secrets.js';
import type { Config } from './config.js';
import type { VaultOptions } from './optionGroups.js';
import { askSecret } from './prompt.js';

/** The decryptor made of all vault passwords given, or undefined when there are none. */
export async function vaultDecryptor(
  options: VaultOptions,
  config: Config,
): Promise<((envelope: string) => string) | undefined> {
  const secrets = new VaultSecrets();
  const ids = [...(config.vaultIdentityList ?? []), ...options.vaultId];
  for (const id of ids.filter((each) => each !== '')) {
    const at = id.lastIndexOf('@');
    const label = at < 0 ? 'default' : id.slice(0, at) || 'default';
    const source = id.slice(at + 1);
    secrets.add(
      label,
      source === 'prompt'
        ? await askSecret(`Vault password (${label}): `)
        : await readPasswordFile(source, label),
    );
  }
  const files = [...options.vaultPasswordFile];
  if (files.length === 0 && config.vaultPasswordFile !== undefined) files.push(config.vaultPasswordFile);
  for (const file of files) secrets.add('default', await readPasswordFile(file));
  if (options.askVaultPass ?? config.askVaultPass)
    secrets.add('default', await askSecret('Vault password: '));
  if (secrets.size === 0) return undefined;
  return (envelope) => decryptEnvelope(envelope, secrets).toString('utf8');
}
