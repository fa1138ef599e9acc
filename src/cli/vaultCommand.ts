import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Diagnostic, DiagnosticError, fail } from '../diag/diagnostic.js';
import { type Decrypted, encryptEnvelope, openEnvelope } from '../vault/crypt.js';
import { isVaultText } from '../vault/envelope.js';
import type { VaultSecret, VaultSecrets } from '../vault/secrets.js';
import { type Config, loadConfig } from './config.js';
import { printFindings } from './failures.js';
import { addVaultOptions, addVerbosityOption, collect, type VaultOptions } from './optionGroups.js';
import { ask } from './prompt.js';
import { editText } from './vault/editor.js';
import { delimiter, plaintexts, type StringOptions, yamlValue } from './vault/encryptStrings.js';
import { page } from './vault/pager.js';
import { readData, writeData } from './vault/vaultFile.js';
import { loadVaultSecrets } from './vaultSecrets.js';

interface FileOptions extends VaultOptions {
  readonly output?: string;
  readonly encryptVaultId?: string;
}

interface RekeyOptions extends FileOptions {
  readonly newVaultId?: string;
  readonly newVaultPasswordFile?: string;
}

/** `meshwright vault`: encrypts, decrypts and edits files, as ansible-vault does. */
export function defineVaultCommand(program: Command): void {
  const vault = program.command('vault').description('encrypt, decrypt and edit files of secrets');
  const action = (name: string, argument: string, description: string): Command =>
    addVerbosityOption(addVaultOptions(vault.command(`${name} ${argument}`).description(description)));
  const withOutput = (command: Command): Command =>
    command.option('--output <file>', 'write there instead; - is standard output');
  const withId = (command: Command): Command =>
    command.option('--encrypt-vault-id <label>', 'label of the password to encrypt with');

  withId(action('create', '[file...]', 'write a new encrypted file in $EDITOR')).action(create);
  withId(action('edit', '[file...]', 'change an encrypted file in $EDITOR')).action(edit);
  action('view', '[file...]', 'show encrypted files').action(view);
  withId(withOutput(action('encrypt', '[file...]', 'encrypt files, or standard input'))).action(encrypt);
  withOutput(action('decrypt', '[file...]', 'decrypt files, or standard input')).action(decrypt);
  withId(action('rekey', '[file...]', 'encrypt files with another password'))
    .addOption(
      new Option('--new-vault-id <id>', 'the new identity, label@source').conflicts('newVaultPasswordFile'),
    )
    .addOption(new Option('--new-vault-password-file <file>', 'file that holds the new password'))
    .action(rekey);
  withId(withOutput(action('encrypt_string', '[text...]', 'encrypt values of variables')))
    .option('-n, --name <name>', 'name of the variable; one for each text', collect)
    .option('--stdin-name <name>', 'name of the variable that standard input is the value of')
    .option('-p, --prompt', 'ask for the text')
    .option('--show-input', 'show what is typed at the prompt')
    .action(encryptStrings);
}

async function encrypt(files: string[], options: FileOptions): Promise<void> {
  const config = start(options, files);
  const secret = await encryptionSecret(options, config);
  if (files.length === 0) hint('Reading plaintext input from stdin');
  for (const file of files.length > 0 ? files : ['-']) {
    const data = readData(file);
    if (isVaultText(data.toString('latin1', 0, 20)))
      fail('vault-encrypted', 'input is already encrypted', {
        fix: `${file} can be changed with "vault edit".`,
      });
    const text = encryptEnvelope(data, secret.password, secret.id);
    writeData(Buffer.from(text), options.output ?? file, { shred: true });
  }
  done('Encryption successful');
}

async function decrypt(files: string[], options: FileOptions): Promise<void> {
  const config = start(options, files);
  const secrets = await knownSecrets(options, config);
  if (files.length === 0) hint('Reading ciphertext input from stdin');
  for (const file of files.length > 0 ? files : ['-'])
    writeData(open(file, secrets).data, options.output ?? file);
  done('Decryption successful');
}

async function view(files: string[], options: VaultOptions): Promise<void> {
  const config = start(options, files);
  const secrets = await knownSecrets(options, config);
  for (const file of files) page(open(file, secrets).data.toString('utf8'));
}

async function create(files: string[], options: FileOptions): Promise<void> {
  const config = start(options, files);
  const [file, second] = files;
  if (file === undefined || second !== undefined)
    fail('bad-option', 'ansible-vault create can take only one filename argument', { fix: 'Name one file.' });
  const secret = await encryptionSecret(options, config);
  if (existsSync(file))
    fail('vault-exists', `${file} exists, please use 'edit' instead`, { fix: `vault edit ${file}` });
  mkdirSync(dirname(file), { recursive: true });
  const text = await editText(Buffer.alloc(0), file, editDirectory(config));
  writeData(Buffer.from(encryptEnvelope(text, secret.password, secret.id)), file);
}

/** The label and the password stay as they are. */
async function edit(files: string[], options: VaultOptions): Promise<void> {
  const config = start(options, files);
  const secrets = await knownSecrets(options, config);
  for (const file of files) {
    const { data, id, secret } = open(file, secrets);
    const text = await editText(data, file, editDirectory(config));
    if (text.equals(data)) continue;
    const envelope = encryptEnvelope(text, secret.password, id);
    writeData(Buffer.from(envelope), file, { keepAccess: true });
  }
}

async function rekey(files: string[], options: RekeyOptions): Promise<void> {
  const config = start(options, files);
  const secrets = await knownSecrets(options, config);
  const id = options.encryptVaultId ?? config.vaultEncryptIdentity;
  const fresh = await freshSecret(options, config, id);
  for (const file of files) {
    const envelope = encryptEnvelope(open(file, secrets).data, fresh.password, fresh.id);
    writeData(Buffer.from(envelope), file, { keepAccess: true });
  }
  process.stderr.write('Rekey successful\n');
}

async function encryptStrings(texts: string[], options: FileOptions & StringOptions): Promise<void> {
  const config = start(options, []);
  const secret = await encryptionSecret(options, config);
  const found = await plaintexts(texts, options, {
    ask,
    tell: (text) => process.stderr.write(`${text}\n`),
    readStdin: () => {
      hint('Type the text; Ctrl-D at the start of a line ends it.');
      return readData('-').toString('utf8');
    },
  });
  const values = found.map((each) =>
    yamlValue(encryptEnvelope(each.text, secret.password, secret.id), each.name),
  );
  if (found.length > 1)
    for (const [i, each] of found.entries()) process.stderr.write(`${delimiter(each, i + 1)}\n`);
  const end = options.output === undefined && process.stdout.isTTY ? '\n' : '';
  writeData(Buffer.from(values.join('\n') + end), options.output ?? '-');
  done('Encryption successful');
}

function start(options: FileOptions, files: readonly string[]): Config {
  if (options.output !== undefined && files.length > 1)
    fail('bad-option', '--output takes the result of one file only', {
      fix: 'Name one file.',
    });
  const config = loadConfig();
  printFindings(config.warnings);
  return config;
}

async function knownSecrets(options: VaultOptions, config: Config): Promise<VaultSecrets> {
  return secretsOf(options, config, false);
}

/** The password to encrypt with. Throws DiagnosticError when there are several and no choice. */
async function encryptionSecret(options: FileOptions, config: Config): Promise<VaultSecret> {
  const id = options.encryptVaultId ?? config.vaultEncryptIdentity;
  const secrets = await secretsOf(options, config, true);
  if (secrets.size > 1 && id === undefined) {
    fail('bad-option', `several vault ids could encrypt this: ${secrets.ids.join(', ')}`, {
      fix: `--encrypt-vault-id ${secrets.ids[0]}`,
    });
  }
  return chosen(secrets, id);
}

/** The new password of `rekey`: the passwords already known count only where a label chooses among them. */
function freshSecret(options: RekeyOptions, config: Config, id: string | undefined): Promise<VaultSecret> {
  const request: VaultOptions = {
    vaultId: options.newVaultId === undefined ? [] : [options.newVaultId],
    vaultPasswordFile: options.newVaultPasswordFile === undefined ? [] : [options.newVaultPasswordFile],
    ...(options.askVaultPass !== undefined && { askVaultPass: options.askVaultPass }),
  };
  const settings = id === undefined ? { ...config, vaultIdentityList: [] } : config;
  return secretsOf(request, settings, true).then((secrets) => chosen(secrets, id));
}

function chosen(secrets: VaultSecrets, id: string | undefined): VaultSecret {
  const secret = secrets.primary(id);
  if (secret) return secret;
  const known = secrets.ids.map((each) => `'${each}'`).join(', ');
  return fail(
    'vault-unknown-id',
    `Did not find a match for --encrypt-vault-id=${id} in the known vault-ids [${known}]`,
    { fix: 'Give the password with --vault-id label@source.' },
  );
}

async function secretsOf(options: VaultOptions, config: Config, fresh: boolean): Promise<VaultSecrets> {
  const report = (finding: Diagnostic): void => printFindings([finding]);
  const secrets = await loadVaultSecrets(options, config, { fresh, autoPrompt: true, report });
  if (secrets.size === 0) fail('bad-option', 'a vault password is required');
  return secrets;
}

function open(file: string, secrets: VaultSecrets): Decrypted {
  const text = readData(file).toString('utf8');
  if (!isVaultText(text))
    fail('vault-damaged', `input is not vault encrypted data for ${nameOf(file)}`, {
      fix: 'Encrypt it first.',
    });
  try {
    return openEnvelope(text, secrets);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((each) => ({ ...each, message: `${each.message} for ${nameOf(file)}` })),
    );
  }
}

function nameOf(file: string): string {
  return file === '-' ? '-' : realpathSync(file);
}

function editDirectory(config: Config): string {
  return config.localTmp ?? join(homedir(), '.ansible/tmp');
}

function hint(text: string): void {
  if (process.stdin.isTTY) process.stderr.write(`${text}\n`);
}

function done(text: string): void {
  if (process.stdout.isTTY) process.stderr.write(`${text}\n`);
}
