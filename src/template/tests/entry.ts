import type { Test } from '../types.js';

/** A test (`is name`) with its reference text, from which the documentation is generated. */
export interface TestEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One sentence: when the test holds. */
  readonly doc: string;
  readonly apply: Test;
}
