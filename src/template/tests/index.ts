import type { Test } from '../types.js';
import { addressTests } from './addresses.js';
import { comparisonTests } from './comparison.js';
import type { TestEntry } from './entry.js';
import { fileTests } from './files.js';
import { patternTests } from './patterns.js';
import { resultTests } from './results.js';
import { typeTests } from './types.js';
import { versionTests } from './version.js';

const entries: readonly TestEntry[] = [
  ...addressTests,
  ...comparisonTests,
  ...fileTests,
  ...patternTests,
  ...resultTests,
  ...typeTests,
  ...versionTests,
];

/** Every test by its short name and aliases. */
export const tests: ReadonlyMap<string, Test> = new Map(
  entries.flatMap(({ name, aliases = [], apply }) => [name, ...aliases].map((key) => [key, apply] as const)),
);

/** Reference text of every test by name, for generated documentation. */
export const testDocs: ReadonlyMap<string, string> = new Map(entries.map(({ name, doc }) => [name, doc]));
