import type { Filter } from '../types.js';

/** A filter with its reference text, from which the documentation is generated. */
export interface FilterEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence: what it returns and its main options. */
  readonly doc: string;
  readonly apply: Filter;
}
