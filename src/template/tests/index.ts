import type { Test } from '../types.js';
import { comparisonTests } from './comparison.js';
import type { TestEntry } from './entry.js';
import { patternTests } from './patterns.js';
import { resultTests } from './results.js';
import { typeTests } from './types.js';

const entries: readonly TestEntry[] = [...comparisonTests, ...patternTests, ...resultTests, ...typeTests];

/** Every test by its short name and aliases. */
export const tests: ReadonlyMap<string, Test> = new Map(
  entries.flatMap(({ name, aliases = [], apply }) => [name, ...aliases].map((key) => [key, apply] as const)),
);

/** Reference text of every test by name, for generated documentation. */
export const testDocs: ReadonlyMap<string, string> = new Map(entries.map(({ name, doc }) => [name, doc]));
