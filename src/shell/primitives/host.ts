import { fail } from '../../diag/diagnostic.js';
import type { Sh } from '../sh.js';

/** What a command on the target left behind. */
export interface HostResult {
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface HostRunOptions {
  readonly stdin?: Uint8Array | string;
  readonly repeatable?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** The part of a target's shell that the primitives need; its long-lived shell has been sent the prelude. */
export interface PrimitiveHost {
  run(script: Sh, options?: HostRunOptions): Promise<HostResult>;
  batch(scripts: readonly Sh[], options?: HostRunOptions): Promise<HostResult[]>;
}

/** Probes only read, so they may be repeated on a fresh connection after a loss. */
export const PROBE = { repeatable: true } as const;

/** The command's own words, last line first: what a person needs of a failed command. */
export function causeOf(result: HostResult): string {
  const text = result.stderr.toString('utf8').trim() || result.stdout.toString('utf8').trim();
  return text === '' ? `exit status ${result.rc}` : text;
}

/** Throws a DiagnosticError (`target-<what>`) when the result is not a success; `doing` completes "could not …". */
export function mustSucceed(result: HostResult, code: string, doing: string): HostResult {
  if (result.rc !== 0) fail(`target-${code}`, `could not ${doing}: ${causeOf(result)}`);
  return result;
}
