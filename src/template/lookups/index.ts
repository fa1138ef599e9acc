import type { Lookup } from '../types.js';
import { commandLookups } from './commands.js';
import { configurationLookups } from './configuration.js';
import { dataLookups } from './data.js';
import type { LookupEntry } from './entry.js';
import { extraLookups } from './extra.js';
import { fileLookups } from './fileLookups.js';
import { firstFoundLookups } from './firstFound.js';
import { generatedLookups } from './generated.js';
import { listLookups } from './lists.js';
import { passwordLookups } from './password.js';
import { tableLookups } from './tables.js';
import { urlLookups } from './url.js';
import { variableLookups } from './variables.js';

const entries: readonly LookupEntry[] = [
  ...commandLookups,
  ...dataLookups,
  ...extraLookups,
  ...configurationLookups,
  ...fileLookups,
  ...firstFoundLookups,
  ...generatedLookups,
  ...listLookups,
  ...passwordLookups,
  ...tableLookups,
  ...urlLookups,
  ...variableLookups,
];

/** Every lookup by its short name and aliases. */
export const lookups: ReadonlyMap<string, Lookup> = new Map(
  entries.flatMap(({ name, aliases = [], apply }) => [name, ...aliases].map((key) => [key, apply] as const)),
);

/** Reference text of every lookup by name, for generated documentation. */
export const lookupDocs: ReadonlyMap<string, string> = new Map(entries.map(({ name, doc }) => [name, doc]));
