import type { Diagnostic } from '../diag/diagnostic.js';
import type { Dict, Value } from '../value/types.js';

/** Argument types of Ansible's argument_spec. */
export const ARG_TYPES = [
  'str',
  'int',
  'float',
  'bool',
  'list',
  'dict',
  'path',
  'raw',
  'json',
  'bytes',
  'bits',
] as const;
export type ArgType = (typeof ARG_TYPES)[number];

/**
 * One argument, in the vocabulary of Ansible's argument_spec, so that native modules and roles'
 * `meta/argument_specs.yml` share one interpreter.
 */
export interface ArgOption {
  readonly type?: ArgType; // default 'str'
  readonly elements?: ArgType;
  readonly required?: boolean;
  /** Plain JS data; applied when the argument is absent (or null). */
  readonly default?: DefaultValue;
  readonly choices?: readonly (string | number | boolean)[];
  readonly aliases?: readonly string[];
  readonly options?: ArgOptions;
  readonly mutually_exclusive?: readonly (readonly string[])[];
  readonly required_together?: readonly (readonly string[])[];
  readonly required_one_of?: readonly (readonly string[])[];
  readonly required_if?: readonly RequiredIf[];
  readonly required_by?: Readonly<Record<string, string | readonly string[]>>;
  readonly apply_defaults?: boolean;
  readonly no_log?: boolean;
  /** Reference text: one line or paragraphs. */
  readonly description: string | readonly string[];
}

type DefaultValue =
  | null
  | boolean
  | number
  | string
  | readonly DefaultValue[]
  | { readonly [key: string]: DefaultValue };
export type ArgOptions = Readonly<Record<string, ArgOption>>;
/** [argument, value, required names, any-of?] as in Ansible. */
type RequiredIf = readonly [string, string | number | boolean, readonly string[], boolean?];

/** Rules between arguments. */
export interface ArgRules {
  readonly mutually_exclusive?: readonly (readonly string[])[];
  readonly required_together?: readonly (readonly string[])[];
  readonly required_one_of?: readonly (readonly string[])[];
  readonly required_if?: readonly RequiredIf[];
  readonly required_by?: Readonly<Record<string, string | readonly string[]>>;
}

/** What checkArguments needs of a module (or of one entry point of a role). */
export interface ArgumentSpec {
  /** Shown in messages. */
  readonly name: string;
  /** Default `module`. */
  readonly kind?: 'module' | 'role';
  readonly args: ArgOptions;
  readonly rules?: ArgRules;
  /** A free-form string, found as `_raw_params`, is allowed. */
  readonly freeForm?: boolean;
  /** Arguments beyond `args` are allowed; they are kept as they are. */
  readonly anyArgs?: boolean;
}

/** One problem and the path of the argument it is about: `networks[1].gateway`, or '' for the whole. */
export interface ArgumentFinding {
  readonly path: string;
  readonly diagnostic: Diagnostic;
}

export interface Inspection {
  readonly args: Record<string, unknown>;
  readonly findings: readonly ArgumentFinding[];
}

type ScalarOf<T extends ArgType | undefined> = T extends 'int' | 'float' | 'bytes' | 'bits'
  ? number
  : T extends 'bool'
    ? boolean
    : T extends 'dict'
      ? Dict
      : T extends 'raw'
        ? Value
        : T extends 'list'
          ? Value[]
          : string;

type TypeOf<O extends ArgOption> = O extends { type: 'list'; options: infer S extends ArgOptions }
  ? ArgsOf<S>[]
  : O extends { type: 'dict'; options: infer S extends ArgOptions }
    ? ArgsOf<S>
    : O extends { type: 'list'; elements: infer E extends ArgType }
      ? ScalarOf<E>[]
      : O extends { type: 'list' }
        ? Value[]
        : O extends { type: infer T extends ArgType }
          ? ScalarOf<T>
          : O extends { choices: readonly (infer C)[] }
            ? C
            : string;

type Given<O extends ArgOption> = O extends { required: true }
  ? true
  : O extends { default: infer D }
    ? D extends null
      ? false
      : true
    : false;

/** The TypeScript shape of checked arguments: required and defaulted ones are present, others may be undefined. */
export type ArgsOf<S extends ArgOptions> = {
  readonly [K in keyof S]: Given<S[K]> extends true ? TypeOf<S[K]> : TypeOf<S[K]> | undefined;
};
