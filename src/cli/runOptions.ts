import { fail } from '../diag/diagnostic.js';
import type { BecomeDefaults, RunOptions } from '../engine/options.js';
import { DEFAULT_MODULE_SETTINGS } from '../module/types.js';
import type { Become } from '../session/types.js';
import { Dict } from '../value/types.js';
import { type Config, expandPath } from './config.js';
import type { RunCommandOptions } from './playbookOptions.js';
import { askSecret, passwordFromFile } from './prompt.js';

const DEFAULT_FORKS = 50;
const DEFAULT_TIMEOUT_SECONDS = 10;

/** Combines command line, environment and ansible.cfg into the options of a run; asks for passwords if told to. */
export async function runOptions(
  options: RunCommandOptions,
  config: Config,
  sources: readonly string[],
): Promise<RunOptions> {
  const password = await loginPassword(options, config);
  const becomePassword = await becomePasswordOf(options, config, password);
  const remoteUser = options.user ?? config.remoteUser;
  const keyFile = options.privateKey ?? config.privateKeyFile;
  const sshArgs = [
    config.sshArgs,
    options.sshCommonArgs ?? config.sshCommonArgs,
    options.sshExtraArgs ?? config.sshExtraArgs,
  ];
  return {
    forks: positive(options.forks ?? config.forks ?? DEFAULT_FORKS),
    check: options.check ?? false,
    diff: options.diff ?? config.diff ?? false,
    verbosity: options.verbose || (config.verbosity ?? 0),
    tags: {
      only: options.tags.length > 0 ? options.tags : (config.tagsRun ?? []),
      skip: options.skipTags.length > 0 ? options.skipTags : (config.tagsSkip ?? []),
    },
    forceHandlers: options.forceHandlers ?? config.forceHandlers ?? false,
    gathering: gathering(config.gathering),
    injectFacts: config.injectFacts ?? true,
    anyErrorsFatal: config.anyErrorsFatal ?? false,
    noLog: config.noLog ?? false,
    pythonInterpreter: config.pythonInterpreter ?? 'auto',
    inventorySources: sources,
    connection: {
      connection: options.connection ?? config.transport ?? 'ssh',
      timeoutMs: (options.timeout ?? config.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
      sshArgs: sshArgs.filter((part) => part !== undefined && part !== '').join(' '),
      hostKeyChecking: hostKeyChecking(options, config),
      become: options.become ?? config.become ?? false,
      becomeMethod: options.becomeMethod ?? config.becomeMethod ?? 'sudo',
      becomeUser: options.becomeUser ?? config.becomeUser ?? 'root',
      ...(remoteUser !== undefined && { remoteUser }),
      ...(config.remotePort !== undefined && { remotePort: config.remotePort }),
      ...(keyFile !== undefined && { privateKeyFile: expandPath(keyFile) }),
      ...(password !== undefined && { password }),
      ...(becomePassword !== undefined && { becomePassword }),
      ...(config.becomeFlags !== undefined && { becomeFlags: config.becomeFlags }),
      becomeMethods: becomeMethods(options, config),
      becomeAllowSameUser: config.becomeAllowSameUser ?? false,
      retries: config.sshRetries ?? 0,
      ...(config.executable !== undefined && { executable: config.executable }),
      ...(config.becomeExe !== undefined && { becomeExecutable: config.becomeExe }),
    },
    modules: {
      managedText: config.ansibleManaged ?? DEFAULT_MODULE_SETTINGS.managedText,
      maxDiffSize: config.maxDiffSize ?? DEFAULT_MODULE_SETTINGS.maxDiffSize,
      asyncDirectory: config.asyncDir ?? DEFAULT_MODULE_SETTINGS.asyncDirectory,
      survey: options.survey ?? false,
    },
    gatherArguments: gatherArguments(config),
    ...(options.limit !== undefined && { limit: options.limit }),
    debugger: {
      enabled: config.enableTaskDebugger ?? false,
      ignoreErrors: config.taskDebuggerIgnoreErrors ?? true,
    },
    step: options.step ?? false,
    strategy: config.strategy ?? 'linear',
    errorOnMissingHandler: config.errorOnMissingHandler ?? true,
    independentPlays: options.verifyOnly ?? false,
    flushCache: options.flushCache ?? false,
    taskTimeout: config.taskTimeout ?? 0,
    pollInterval: config.pollInterval ?? 15,
    ...(options.startAtTask !== undefined && { startAtTask: options.startAtTask }),
    ...(config.file !== undefined && { configFile: config.file }),
  };
}

/** The sections of the become plugins; what the command line says wins over them. */
function becomeMethods(
  { becomeUser }: RunCommandOptions,
  config: Config,
): Readonly<Record<Become['method'], BecomeDefaults>> {
  return {
    sudo: {
      user: becomeUser ?? config.sudoUser,
      executable: config.sudoExe,
      flags: config.sudoFlags,
      password: config.sudoPassword,
    },
    su: {
      user: becomeUser ?? config.suUser,
      executable: config.suExe,
      flags: config.suFlags,
      password: config.suPassword,
    },
    doas: {
      user: becomeUser ?? config.doasUser,
      executable: config.doasExe,
      flags: config.doasFlags,
      password: config.doasPassword,
    },
  };
}

function gatherArguments(config: Config): Dict {
  return Dict.of({
    gather_subset: config.gatherSubset,
    gather_timeout: config.gatherTimeout,
    fact_path: config.factPath,
  });
}

async function loginPassword(options: RunCommandOptions, config: Config): Promise<string | undefined> {
  const file = options.connectionPasswordFile ?? config.connectionPasswordFile;
  if (file !== undefined) return passwordFromFile(file);
  return (options.askPass ?? config.askPass) ? askSecret('SSH password: ') : undefined;
}

async function becomePasswordOf(
  options: RunCommandOptions,
  config: Config,
  login: string | undefined,
): Promise<string | undefined> {
  const file = options.becomePasswordFile ?? config.becomePasswordFile;
  if (file !== undefined) return passwordFromFile(file);
  if (!(options.askBecomePass ?? config.becomeAskPass)) return undefined;
  const given = await askSecret(
    login === undefined ? 'BECOME password: ' : 'BECOME password[defaults to SSH password]: ',
  );
  return given === undefined || given === '' ? login : given;
}

function positive(forks: number): number {
  if (forks < 1)
    fail('bad-forks', 'The number of processes (--forks) must be >= 1', {
      fix: 'leave --forks out to work on 50 hosts at a time',
    });
  return forks;
}

function gathering(value: string | undefined): RunOptions['gathering'] {
  if (value === undefined) return 'implicit';
  if (value === 'implicit' || value === 'explicit' || value === 'smart') return value;
  fail('bad-setting', `gathering must be implicit, explicit or smart, not "${value}"`);
}

function hostKeyChecking(options: RunCommandOptions, config: Config): 'yes' | 'accept-new' | 'no' {
  if (options.acceptNewHostKeys) return 'accept-new';
  const value = config.hostKeyChecking?.toLowerCase();
  if (value === 'accept-new') return 'accept-new';
  return value !== undefined && ['no', 'false', '0', 'off', 'n', 'f'].includes(value) ? 'no' : 'yes';
}
