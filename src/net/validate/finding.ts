import type { Value } from '../../value/types.js';

/** Something that is wrong with the variables of one host. */
export interface Finding {
  readonly host: string;
  /** Where it stands: `routed_networks[1].gateway4`. */
  readonly path: string;
  /** The cause in plain words, with the offending value, without a trailing dot. */
  readonly message: string;
  /** The remedy as an imperative sentence, or "did you mean …?". */
  readonly fix?: string | undefined;
}

/** A role's variables on one host, templated; those that nothing sets are missing. */
export type HostVariables = ReadonlyMap<string, Value>;

/** The hosts of a play by name, in the play's order. */
export type Hosts = ReadonlyMap<string, HostVariables>;

/** Checks what a role's variables say on all hosts of a play together, before any of them is contacted. */
export interface RoleValidator {
  readonly role: string;
  /** The variables that it reads; no other is evaluated. */
  readonly variables: readonly string[];
  /** Everything that is wrong. Pure. */
  validate(hosts: Hosts): Finding[];
}
