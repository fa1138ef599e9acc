import { type Command, InvalidArgumentError, Option } from 'commander';
import { expandPath } from './config/expandPath.js';

/** Where hosts are from. */
export interface InventoryOptions {
  readonly inventory: string[];
  readonly inventoryFile?: string[];
  readonly limit?: string;
  readonly listHosts?: boolean;
}

export interface ExtraVarsOptions {
  readonly extraVars: string[];
}

export interface VaultOptions {
  readonly vaultId: string[];
  readonly vaultPasswordFile: string[];
  readonly askVaultPass?: boolean;
}

export interface ConnectionOptions {
  readonly user?: string;
  readonly askPass?: boolean;
  readonly connectionPasswordFile?: string;
  readonly connection?: string;
  readonly timeout?: number;
  readonly privateKey?: string;
  readonly sshCommonArgs?: string;
  readonly sshExtraArgs?: string;
  readonly acceptNewHostKeys?: boolean;
}

export interface BecomeOptions {
  readonly become?: boolean;
  readonly becomeMethod?: string;
  readonly becomeUser?: string;
  readonly askBecomePass?: boolean;
  readonly becomePasswordFile?: string;
}

/** What every command that runs tasks takes. */
export interface TaskOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly forks?: number;
  readonly modulePath?: string;
}

export interface VerbosityOptions {
  readonly verbose: number;
}

export interface PlaybookDirOptions {
  readonly playbookDir?: string;
}

/** What a command takes that looks at hosts and variables without a playbook. */
export type WorkspaceOptions = InventoryOptions &
  ExtraVarsOptions &
  VaultOptions &
  VerbosityOptions &
  PlaybookDirOptions;

export function addInventoryOptions(command: Command): Command {
  return command
    .option(
      '-i, --inventory <source>',
      'inventory file, directory, script or "host1,host2,"; may be repeated',
      collect,
      [],
    )
    .addOption(new Option('--inventory-file <source>').argParser(collect).hideHelp());
}

export function addLimitOptions(command: Command): Command {
  return command
    .option('-l, --limit <pattern>', 'run on these hosts only')
    .option('--list-hosts', 'list the hosts, run nothing');
}

export function addExtraVarsOption(command: Command): Command {
  return command.option(
    '-e, --extra-vars <vars>',
    'variables as key=value, YAML/JSON or @file; may be repeated',
    collect,
    [],
  );
}

export function addTaskOptions(command: Command): Command {
  return command
    .option('-C, --check', 'change nothing, say what would change')
    .option('-D, --diff', 'show differences of changed files')
    .option('-f, --forks <n>', 'hosts worked on at a time (default 50)', number)
    .addOption(new Option('-M, --module-path <path>', 'directories of modules, before all others'));
}

export function addConnectionOptions(command: Command): Command {
  return command
    .option('-u, --user <name>', 'log in as this user')
    .option('-k, --ask-pass', 'ask for the login password')
    .option('--conn-pass-file, --connection-password-file <file>', 'file that holds the login password')
    .option('-c, --connection <type>', 'ssh (default), openssh or local')
    .option('-T, --timeout <seconds>', 'time to connect (default 10)', number)
    .option('--key-file, --private-key <file>', 'private key to log in with')
    .option('--ssh-common-args <args>', 'further arguments for ssh')
    .option('--ssh-extra-args <args>', 'further arguments for ssh')
    .addOption(new Option('--sftp-extra-args <args>').hideHelp())
    .addOption(new Option('--scp-extra-args <args>').hideHelp())
    .option('--accept-new-host-keys', 'trust the key of hosts met for the first time');
}

export function addBecomeOptions(command: Command): Command {
  return command
    .option('-b, --become', 'run tasks as another user')
    .option('--become-method <method>', 'sudo (default), su or doas')
    .option('--become-user <user>', 'the user to become (default root)')
    .option('-K, --ask-become-pass', 'ask for the become password')
    .option('--become-pass-file, --become-password-file <file>', 'file that holds the become password');
}

export function addVaultOptions(command: Command): Command {
  return command
    .option('--vault-id <id>', 'vault identity label@source; may be repeated', collect, [])
    .option(
      '--vault-pass-file, --vault-password-file <file>',
      'file that holds the vault password',
      collect,
      [],
    )
    .option('-J, --ask-vault-pass', 'ask for the vault password')
    .addOption(new Option('--ask-vault-password').hideHelp().implies({ askVaultPass: true }));
}

export function addVerbosityOption(command: Command): Command {
  return command.option('-v, --verbose', 'say more; up to -vvvv', count, 0);
}

export function addPlaybookDirOption(command: Command): Command {
  return command.option(
    '--playbook-dir <directory>',
    'stands for the directory of a playbook (group_vars, host_vars)',
  );
}

export function addWorkspaceOptions(command: Command): Command {
  addPlaybookDirOption(command);
  addInventoryOptions(command);
  addExtraVarsOption(command);
  addVaultOptions(command);
  return addVerbosityOption(command);
}

/** The directory that stands for that of a playbook; undefined when neither the command line nor the configuration says. */
export function playbookDirectory(
  options: PlaybookDirOptions,
  configured: string | undefined,
): string | undefined {
  return options.playbookDir === undefined ? configured : expandPath(options.playbookDir);
}

/** Each use of the option adds a value. */
export function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

function count(_value: string, previous: number): number {
  return previous + 1;
}

/** A whole number. Throws InvalidArgumentError. */
export function number(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('a whole number is expected');
  return Number(value);
}
