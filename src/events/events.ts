import type { Diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import type { Dict, Value } from '../value/types.js';

/** One difference to show under `--diff`, as Ansible's modules return it. */
export interface Diff {
  readonly beforeHeader?: string;
  readonly afterHeader?: string;
  readonly before?: string;
  readonly after?: string;
  /** The same as mappings, where before/after print mappings: what `register` sees. */
  readonly states?: { readonly before: Dict; readonly after: Dict };
  /** Ready text instead of before/after. */
  readonly prepared?: string;
}

/** One change that a task plans for the network of a host. */
export interface PlannedChange {
  /** What is done, for people: `set the MTU of eth0 from 9000 to 1500`. */
  readonly line: string;
  /** What is not as declared, for people: `the MTU of eth0 is 9000, declared is 1500`; empty where another change says it. */
  readonly difference: string;
  readonly disruptive: boolean;
  /** What a disruptive change can interrupt, in words: `eth0`, `the route to 192.0.2.0/24`. */
  readonly interrupts: readonly string[];
}

/** One object that a task declares, and how it is found on the host. */
export interface DeclaredObject {
  /** `bridge`, `vlan`, `vxlan`, …, `link` for a device of unknown type, `address`, `route`, `rule`, … */
  readonly kind: string;
  /** What tells it from others of its kind in its namespace. */
  readonly name: string;
  /** `waiting`: on a device that may be missing and is. */
  readonly state: 'live' | 'waiting' | 'different' | 'missing';
  /** What a drawing writes beside the name; may be empty. */
  readonly text: string;
  /** Devices it stands on or belongs to (`master`, `parent`, `peer`, `dev`) and ends of a tunnel (`local`, `remote`). */
  readonly relations: Readonly<Record<string, string>>;
}

/** What a task found and planned for the network of one namespace of a host; for reporters that show plans and maps. */
export interface NetworkReport {
  readonly owner: string;
  /** Empty for the host's own namespace. */
  readonly netns: string;
  readonly changes: readonly PlannedChange[];
  /** The run would refuse the disruptive changes. */
  readonly refused: boolean;
  readonly objects: readonly DeclaredObject[];
  /** Sentences about what is not as declared and would be left alone. */
  readonly drift: readonly string[];
  /** IP addresses that the namespace has now, as far as they were read. */
  readonly addresses: readonly string[];
}

export type Status = 'ok' | 'changed' | 'failed' | 'skipped' | 'unreachable';

/** The result of a task (or of one loop item) on one host. */
export interface TaskResult {
  readonly status: Status;
  /** failed, but `ignore_errors` (or ignore_unreachable) applies. */
  readonly ignored: boolean;
  /** What the module returned, as it is registered; already censored when noLog. */
  readonly value: Dict;
  readonly diffs: readonly Diff[];
  readonly noLog: boolean;
  /** Label of the loop item, undefined outside loops. */
  readonly item?: string;
  /** What a network module found and planned; never of a result that is hidden. */
  readonly network?: NetworkReport;
  /** Host the task was delegated to. */
  readonly delegatedTo?: string;
  /** Its `ansible_host`, where that is set. */
  readonly delegatedAddress?: string;
  /** Findings with places behind a failure (an undefined variable, a bad argument). */
  readonly diagnostics?: readonly Diagnostic[];
}

export interface TaskInfo {
  readonly id: string;
  /** Rendered name as displayed: `role : name`. */
  readonly name: string;
  /** Fully qualified module name as written by the user, e.g. `ansible.builtin.template` or `template`. */
  readonly action: string;
  readonly span?: SourceSpan;
  readonly handler: boolean;
  readonly checkMode: boolean;
  /** The role the task belongs to. */
  readonly role?: string;
  /** The arguments as written, before templating. */
  readonly args?: Dict;
  /** `no_log: true` is written on the task or above it. */
  readonly noLog?: boolean;
}

/** Counters of the PLAY RECAP line. */
export interface HostStats {
  ok: number;
  changed: number;
  unreachable: number;
  failed: number;
  skipped: number;
  rescued: number;
  ignored: number;
}

/** Everything that happens in a run. Reporters see these and nothing else. */
export type RunEvent =
  | {
      readonly kind: 'run-start';
      readonly playbooks: readonly string[];
      readonly check: boolean;
      readonly diff: boolean;
    }
  | {
      readonly kind: 'playbook-start';
      readonly file: string;
      /** Number of its plays. */
      readonly plays: number;
    }
  | {
      /** A playbook is over and another one follows; the counters so far. The last one ends with `run-end`. */
      readonly kind: 'playbook-end';
      readonly stats: ReadonlyMap<string, HostStats>;
      readonly custom?: Value;
    }
  | {
      readonly kind: 'play-start';
      readonly name: string;
      readonly hosts: readonly string[];
      readonly span?: SourceSpan;
      /** Hosts go on without waiting for each other: results of different tasks mix. */
      readonly independent?: boolean;
    }
  | {
      readonly kind: 'play-no-hosts';
      readonly name: string;
      readonly reason: 'none-matched' | 'none-remaining';
    }
  | { readonly kind: 'task-start'; readonly task: TaskInfo; readonly hosts: readonly string[] }
  | { readonly kind: 'host-task-start'; readonly task: TaskInfo; readonly host: string }
  | {
      readonly kind: 'host-output';
      readonly task: TaskInfo;
      readonly host: string;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly kind: 'retry';
      readonly task: TaskInfo;
      readonly host: string;
      readonly retriesLeft: number;
      readonly value: Dict;
      readonly item?: string;
    }
  | {
      /** A look at an asynchronous task that is waited for, or its end. */
      readonly kind: 'async';
      readonly task: TaskInfo;
      readonly host: string;
      readonly phase: 'poll' | 'ok' | 'failed';
      readonly jid: string;
      readonly started: number;
      readonly finished: number;
    }
  | {
      readonly kind: 'item-result';
      readonly task: TaskInfo;
      readonly host: string;
      readonly result: TaskResult;
    }
  | {
      readonly kind: 'result';
      readonly task: TaskInfo;
      readonly host: string;
      readonly result: TaskResult;
      readonly loop: boolean;
    }
  | {
      readonly kind: 'include';
      readonly file: string;
      readonly hosts: readonly string[];
      readonly label?: string;
    }
  | { readonly kind: 'notify'; readonly handler: string; readonly host: string }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'message'; readonly level: 'warning' | 'deprecation' | 'info'; readonly text: string }
  | { readonly kind: 'connecting'; readonly host: string }
  /** Somebody is talked with on the terminal from now on, or no more: nothing else draws there meanwhile. */
  | { readonly kind: 'conversation'; readonly open: boolean }
  | {
      readonly kind: 'run-end';
      readonly stats: ReadonlyMap<string, HostStats>;
      readonly custom?: Value;
      readonly interrupted: boolean;
    };

/** A reporter turns events into output. `end` flushes. Order of calls is the order of events. */
export interface Reporter {
  on(event: RunEvent): void;
  /** Resolves when everything that was told is shown. Absent: it is shown at once. */
  settled?(): Promise<void>;
  end(): Promise<void>;
}

/** Where the engine sends its events. A promise is for what reads the output to have caught up. */
export type EventSink = (event: RunEvent) => void | Promise<void>;
