import { PyError } from '../../value/errors.js';
import { pyClassText } from '../../value/typeName.js';
import type { Value } from '../../value/types.js';
import { filters } from '../filters/index.js';
import { shortName } from '../shortName.js';
import type { Test } from '../types.js';
import { addressTests } from './addresses.js';
import { comparisonTests } from './comparison.js';
import type { TestEntry } from './entry.js';
import { fileTests } from './files.js';
import { patternTests } from './patterns.js';
import { resultTests } from './results.js';
import { typeTests } from './types.js';
import { versionTests } from './version.js';

/** Tests of what plugins there are. */
const pluginTests: readonly TestEntry[] = [
  { name: 'filter', doc: 'A filter of that name exists.', apply: (input) => filters.has(pluginName(input)) },
  { name: 'test', doc: 'A test of that name exists.', apply: (input) => tests.has(pluginName(input)) },
];

function pluginName(value: Value): string {
  if (typeof value === 'string') return shortName(value);
  throw new PyError('ValueError', `key must be a string, got ${pyClassText(value)} instead`, {
    cause: value,
  });
}

const entries: readonly TestEntry[] = [
  ...addressTests,
  ...comparisonTests,
  ...fileTests,
  ...patternTests,
  ...pluginTests,
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
