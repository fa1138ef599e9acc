import type { ModuleSettings } from '../module/types.js';
import type { TagSelection } from '../playbook/tags.js';
import type { Become } from '../session/types.js';
import type { Dict } from '../value/types.js';

/** What the configuration says about one method of becoming another user. */
export interface BecomeDefaults {
  readonly user?: string | undefined;
  readonly executable?: string | undefined;
  readonly flags?: string | undefined;
  readonly password?: string | undefined;
}

/** Defaults of connecting, from the command line and the configuration; variables and keywords outrank them. */
export interface ConnectionDefaults {
  readonly connection: string;
  readonly remoteUser?: string;
  readonly remotePort?: number;
  readonly privateKeyFile?: string;
  readonly password?: string;
  readonly timeoutMs: number;
  readonly sshArgs: string;
  readonly hostKeyChecking: 'yes' | 'accept-new' | 'no';
  readonly become: boolean;
  readonly becomeMethod: string;
  readonly becomeUser: string;
  readonly becomePassword?: string;
  readonly becomeFlags?: string;
  readonly becomeExecutable?: string;
  /** Change the user even to the one logged in as. Default false. */
  readonly becomeAllowSameUser?: boolean;
  /** For single methods; they win over those for all. */
  readonly becomeMethods?: Readonly<Record<Become['method'], BecomeDefaults>>;
  /** The hosts' shell; default /bin/sh. */
  readonly executable?: string;
  /** How often to try again to connect. Default 0. */
  readonly retries?: number;
}

/** What the command line and the configuration say about a run. */
export interface RunOptions {
  readonly forks: number;
  readonly check: boolean;
  readonly diff: boolean;
  readonly verbosity: number;
  readonly tags: TagSelection;
  readonly limit?: string;
  /** Plays do not build on each other: a host that failed in one takes part in the next. Default false. */
  readonly independentPlays?: boolean;
  /** A notification that no handler answers to ends the run. */
  readonly errorOnMissingHandler: boolean;
  readonly forceHandlers: boolean;
  /** Facts that earlier runs kept are forgotten. */
  readonly flushCache: boolean;
  readonly gathering: 'implicit' | 'explicit' | 'smart';
  /** Whether facts are variables of their own beside `ansible_facts`. */
  readonly injectFacts: boolean;
  readonly startAtTask?: string;
  /** The debugger stops at every task that fails; failures that are ignored leave it alone. */
  readonly debugger: { readonly enabled: boolean; readonly ignoreErrors: boolean };
  /** Ask before each task. */
  readonly step: boolean;
  /** Strategy of plays that name none. */
  readonly strategy: string;
  /** Seconds between two looks at an asynchronous task whose `poll` says nothing. */
  readonly pollInterval: number;
  /** Seconds after which a task is ended whose `timeout` says nothing; 0: never. */
  readonly taskTimeout: number;
  readonly anyErrorsFatal: boolean;
  /** Results are hidden of tasks whose `no_log` says nothing. */
  readonly noLog: boolean;
  /** Python of the targets: a command, or a mode of looking for it such as `auto`. */
  readonly pythonInterpreter: string;
  readonly connection: ConnectionDefaults;
  readonly modules: ModuleSettings;
  /** Arguments of fact gathering that plays leave out. */
  readonly gatherArguments: Dict;
  readonly configFile?: string;
  readonly inventorySources: readonly string[];
}
