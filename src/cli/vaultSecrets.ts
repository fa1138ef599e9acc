import { type Diagnostic, DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import { decryptEnvelope } from '../vault/crypt.js';
import { readPasswordFile } from '../vault/passwordFile.js';
import { VaultSecrets } from '../vault/secrets.js';
import type { Config } from './config.js';
import type { VaultOptions } from './optionGroups.js';
import { askSecret } from './prompt.js';

/** Where a vault password comes from: `label@source` as `--vault-id` takes it. */
interface Identity {
  /** undefined: none was given. */
  readonly id: string | undefined;
  /** A file, a script, or `prompt`. */
  readonly source: string;
  /** Ask in the words of --ask-vault-pass. */
  readonly plainPrompt?: boolean;
}

interface SecretsRequest {
  /** The passwords are to encrypt something new: prompts ask twice. Default false. */
  readonly fresh?: boolean;
  /** Ask for a password when none was given. Default false. */
  readonly autoPrompt?: boolean;
  /** Receives a warning for every source that cannot be read while others can. */
  readonly report: (finding: Diagnostic) => void;
}

/**
 * The vault passwords of the configuration and the command line, in the order they are tried. Sources that cannot be
 * read are warnings as long as one can (DiagnosticError otherwise).
 */
export async function loadVaultSecrets(
  options: VaultOptions,
  config: Config,
  request: SecretsRequest,
): Promise<VaultSecrets> {
  const fallback = config.vaultIdentity ?? 'default';
  const secrets = new VaultSecrets(config.vaultIdMatch ?? false);
  let lastFailure: DiagnosticError | undefined;
  for (const identity of identities(options, config, request)) {
    const id = identity.id ?? fallback;
    if (identity.source === 'prompt') {
      secrets.add(id, await promptFor(id, identity, request));
      continue;
    }
    try {
      secrets.add(id, await readPasswordFile(identity.source, identity.id, secrets));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      lastFailure = error;
      const doing = /not found|directory/.test(error.message)
        ? 'getting vault password file'
        : 'in vault password file loading';
      const message = `Error ${doing} (${identity.id ?? 'None'}): ${error.message}`;
      request.report(diagnostic('vault-password-file', message, { severity: 'warning' }));
    }
  }
  if (lastFailure && secrets.size === 0) throw lastFailure;
  return secrets;
}

/** The decryptor made of all vault passwords given, or undefined when there are none. */
export async function vaultDecryptor(
  options: VaultOptions,
  config: Config,
  report: (finding: Diagnostic) => void,
): Promise<((envelope: string) => string) | undefined> {
  const secrets = await loadVaultSecrets(options, config, { report });
  if (secrets.size === 0) return undefined;
  return (envelope) => decryptEnvelope(envelope, secrets).toString('utf8');
}

function identities(options: VaultOptions, config: Config, request: SecretsRequest): Identity[] {
  const slugs = [...(config.vaultIdentityList ?? []), ...options.vaultId];
  const found = slugs.filter((slug) => slug.trim() !== '').map((slug) => identity(slug.trim()));
  const files = [...options.vaultPasswordFile];
  if (config.vaultPasswordFile !== undefined) files.push(config.vaultPasswordFile);
  found.push(...files.map((source) => ({ id: config.vaultIdentity ?? 'default', source })));
  const ask = options.askVaultPass ?? config.askVaultPass ?? false;
  if (ask || (request.autoPrompt && found.length === 0))
    found.push({ id: undefined, source: 'prompt', plainPrompt: true });
  return found;
}

function identity(slug: string): Identity {
  if (slug.includes(';')) {
    fail('bad-option', `'${slug}' cannot be a vault id: it has a semicolon`, {
      fix: 'Write label@file, label@prompt or a file.',
    });
  }
  const at = slug.indexOf('@');
  return at < 0 ? { id: undefined, source: slug } : { id: slug.slice(0, at), source: slug.slice(at + 1) };
}

async function promptFor(id: string, { plainPrompt }: Identity, { fresh }: SecretsRequest): Promise<string> {
  const questions = plainPrompt
    ? fresh
      ? ['New Vault password: ', 'Confirm New Vault password: ']
      : ['Vault password: ']
    : fresh
      ? [`New vault password (${id}): `, `Confirm new vault password (${id}): `]
      : [`Vault password (${id}): `];
  const [first = '', ...others] = await askAll(questions, id);
  if (others.some((answer) => answer !== first))
    fail('vault-password', 'Passwords do not match', { fix: 'Type the same password twice.' });
  return first;
}

async function askAll(questions: readonly string[], id: string): Promise<string[]> {
  const answers: string[] = [];
  for (const question of questions) {
    const answer = (await askSecret(question))?.trim();
    if (answer === undefined) {
      fail('vault-password', `EOFError (ctrl-d) on prompt for (${id})`, {
        fix: 'Give the password in a file with --vault-password-file.',
      });
    }
    if (answer === '')
      fail('vault-password', 'Invalid vault password was provided: it is empty', { fix: 'Type a password.' });
    answers.push(answer);
  }
  return answers;
}
