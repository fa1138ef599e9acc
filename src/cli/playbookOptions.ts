import { type Command, InvalidArgumentError, Option } from 'commander';

/** The command line of meshwright-playbook, with ansible-playbook's names. */
export interface PlaybookOptions {
  readonly inventory: string[];
  readonly inventoryFile?: string[];
  readonly modulePath?: string;
  readonly limit?: string;
  readonly tags: string[];
  readonly skipTags: string[];
  readonly extraVars: string[];
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly syntaxCheck?: boolean;
  readonly listHosts?: boolean;
  readonly listTasks?: boolean;
  readonly listTags?: boolean;
  readonly forks?: number;
  readonly user?: string;
  readonly askPass?: boolean;
  readonly askBecomePass?: boolean;
  readonly connectionPasswordFile?: string;
  readonly becomePasswordFile?: string;
  readonly become?: boolean;
  readonly becomeMethod?: string;
  readonly becomeUser?: string;
  readonly connection?: string;
  readonly timeout?: number;
  readonly privateKey?: string;
  readonly sshCommonArgs?: string;
  readonly sshExtraArgs?: string;
  readonly forceHandlers?: boolean;
  readonly startAtTask?: string;
  readonly step?: boolean;
  readonly vaultId: string[];
  readonly vaultPasswordFile: string[];
  readonly askVaultPass?: boolean;
  readonly verbose: number;
  readonly output: 'auto' | 'ansible' | 'live' | 'json';
  readonly acceptNewHostKeys?: boolean;
}

/** Adds the options and the playbook arguments to a command. */
export function addPlaybookOptions(command: Command): Command {
  return command
    .argument('<playbook...>', 'playbook files')
    .option(
      '-i, --inventory <source>',
      'inventory file, directory, script or "host1,host2,"; may be repeated',
      collect,
      [],
    )
    .addOption(new Option('--inventory-file <source>').argParser(collect).hideHelp())
    .option('-l, --limit <pattern>', 'run on these hosts only')
    .option('-t, --tags <tags>', 'run only tasks with these tags', collectTags, [])
    .option('--skip-tags <tags>', 'leave out tasks with these tags', collectTags, [])
    .option(
      '-e, --extra-vars <vars>',
      'variables as key=value, YAML/JSON or @file; may be repeated',
      collect,
      [],
    )
    .option('-C, --check', 'change nothing, say what would change')
    .option('-D, --diff', 'show differences of changed files')
    .option('--syntax-check', 'check the playbook, run nothing')
    .option('--list-hosts', 'list the hosts, run nothing')
    .option('--list-tasks', 'list the tasks, run nothing')
    .option('--list-tags', 'list the tags, run nothing')
    .option('-f, --forks <n>', 'hosts worked on at a time (default 50)', number)
    .option('-u, --user <name>', 'log in as this user')
    .option('-k, --ask-pass', 'ask for the login password')
    .option('-K, --ask-become-pass', 'ask for the become password')
    .option('--conn-pass-file, --connection-password-file <file>', 'file that holds the login password')
    .option('--become-pass-file, --become-password-file <file>', 'file that holds the become password')
    .option('-b, --become', 'run tasks as another user')
    .option('--become-method <method>', 'sudo (default), su or doas')
    .option('--become-user <user>', 'the user to become (default root)')
    .option('-c, --connection <type>', 'ssh (default), openssh or local')
    .option('-T, --timeout <seconds>', 'time to connect (default 10)', number)
    .option('--key-file, --private-key <file>', 'private key to log in with')
    .option('--ssh-common-args <args>', 'further arguments for ssh')
    .option('--ssh-extra-args <args>', 'further arguments for ssh')
    .addOption(new Option('--sftp-extra-args <args>').hideHelp())
    .addOption(new Option('--scp-extra-args <args>').hideHelp())
    .addOption(new Option('-M, --module-path <path>', 'directories of modules, before all others'))
    .addOption(new Option('--flush-cache').hideHelp())
    .option('--force-handlers', 'run notified handlers even where a task failed')
    .option('--step', 'ask before each task')
    .option('--start-at-task <name>', 'begin with the task of this name')
    .option('--vault-id <id>', 'vault identity label@source; may be repeated', collect, [])
    .option(
      '--vault-pass-file, --vault-password-file <file>',
      'file that holds the vault password',
      collect,
      [],
    )
    .option('-J, --ask-vault-pass', 'ask for the vault password')
    .addOption(new Option('--ask-vault-password').hideHelp().implies({ askVaultPass: true }))
    .option('-v, --verbose', 'say more; up to -vvvv', count, 0)
    .addOption(
      new Option('--output <kind>', 'form of the output')
        .choices(['auto', 'ansible', 'live', 'json'])
        .default('auto'),
    )
    .option('--accept-new-host-keys', 'trust the key of hosts met for the first time');
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

function collectTags(value: string, previous: string[]): string[] {
  return [
    ...previous,
    ...value
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ];
}

function count(_value: string, previous: number): number {
  return previous + 1;
}

function number(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('a whole number is expected');
  return Number(value);
}
