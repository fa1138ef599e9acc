import type { Lookup } from '../types.js';

/** A lookup with its reference text, from which the documentation is generated. */
export interface LookupEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence: what it returns for its terms and options. */
  readonly doc: string;
  readonly apply: Lookup;
}
