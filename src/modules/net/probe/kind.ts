import { errorText } from '../../../module/output.js';
import type { Returned } from '../../../module/types.js';
import type { ExecResult } from '../../../session/types.js';
import type { Sh } from '../../../shell/sh.js';
import type { ArgOptions, ArgsOf } from '../../../spec/types.js';

/** What a probe saw. */
export interface Observation {
  readonly passed: boolean;
  /** One word of the kind's vocabulary (`reply`, `none`, `refused`, …); `error` when the probe itself could not be made. */
  readonly outcome: string;
  /** What was seen, to follow "got": `no reply`, `2 of 3 replies`. */
  readonly seen: string;
  readonly data?: Returned;
  /** Observations of the probes that ran inside this one. */
  readonly inner?: readonly JudgedProbe[];
}

/** A probe with its observation. */
export interface JudgedProbe {
  readonly probe: PreparedProbe;
  readonly observation: Observation;
}

/** A probe whose arguments are bound: one script, and how to read what it prints. */
export interface PreparedProbe {
  readonly kind: string;
  /** `ping 192.0.2.1 with 1450 bytes, DF`. */
  readonly line: string;
  /** What was asked for, to follow "expected": `a reply`. */
  readonly expected: string;
  readonly script: Sh;
  observe(result: ExecResult): Observation;
}

/** One kind of probe: its arguments and their meaning. */
export interface ProbeKind<S extends ArgOptions> {
  readonly name: string;
  readonly description: string;
  readonly options: S;
  prepare(args: ArgsOf<S>): Omit<PreparedProbe, 'kind'>;
}

/** Exit status of a script that lacks a tool; its standard error names what would do. */
export const MISSING_TOOL = 96;

/** A probe that could not be made. Never counts as "nothing arrived". */
export function probeError(seen: string): Observation {
  return { passed: false, outcome: 'error', seen };
}

/** The error of a script that could not do its work, or undefined when it could. */
export function scriptProblem(result: ExecResult): Observation | undefined {
  const stderr = errorText(result);
  if (result.rc === MISSING_TOOL) return probeError(`no answer: the target lacks ${stderr}`);
  const namespace = /Cannot open network namespace "([^"]*)"/.exec(stderr)?.[1];
  if (namespace !== undefined) return probeError(`no answer: network namespace ${namespace} does not exist`);
  return undefined;
}

/** The first line of what a tool says, for a probe that failed in an unforeseen way. */
export function toolSays(result: ExecResult): Observation {
  const text = errorText(result) || result.stdout.toString('utf8').trim();
  return probeError(`an error: ${text.split('\n')[0] || `exit status ${result.rc}`}`);
}
