import type { Filter } from '../types.js';
import { combinatoricFilters } from './combinatorics.js';
import { commentFilters } from './comment.js';
import { dataKeyFilters } from './dataKeys.js';
import { dataPathFilters } from './dataPaths.js';
import { defaultFilters } from './defaults.js';
import { dictFilters } from './dicts.js';
import { documentFilters } from './documents.js';
import { encodingFilters } from './encoding.js';
import type { FilterEntry } from './entry.js';
import { hashFilters } from './hashes.js';
import { hwaddrFilters } from './hwaddr.js';
import { ipaddrFilters } from './ipaddr.js';
import { knownHostsFilters } from './knownHosts.js';
import { layoutFilters } from './layout.js';
import { acceptingMarkup } from './marked.js';
import { markupFilters } from './markup.js';
import { mathFilters } from './mathematics.js';
import { mergeFilters } from './merging.js';
import { nestingFilters } from './nesting.js';
import { numberFilters } from './numbers.js';
import { pathFilters } from './paths.js';
import { queryFilters } from './query.js';
import { randomFilters } from './randoms.js';
import { regexFilters } from './regex.js';
import { selectionFilters } from './selection.js';
import { sequenceFilters } from './sequences.js';
import { setFilters } from './sets.js';
import { refusingArguments } from './soleInput.js';
import { subnetFilters } from './subnets.js';
import { switchFilters } from './switches.js';
import { tabularFilters } from './tabular.js';
import { textFilters } from './text.js';
import { timeFilters } from './time.js';
import { timeUnitFilters } from './timeUnits.js';
import { urlFilters } from './urls.js';
import { vaultFilters } from './vault.js';
import { versionFilters } from './versions.js';
import { xmlFilters } from './xml.js';

const entries: readonly FilterEntry[] = [
  ...defaultFilters,
  ...dictFilters,
  ...documentFilters,
  ...encodingFilters,
  ...layoutFilters,
  ...nestingFilters,
  ...numberFilters,
  ...regexFilters,
  ...selectionFilters,
  ...sequenceFilters,
  ...setFilters,
  ...textFilters,
  ...combinatoricFilters,
  ...commentFilters,
  ...hashFilters,
  ...knownHostsFilters,
  ...markupFilters,
  ...mathFilters,
  ...pathFilters,
  ...randomFilters,
  ...timeFilters,
  ...urlFilters,
  ...vaultFilters,
  ...hwaddrFilters,
  ...ipaddrFilters,
  ...subnetFilters,
  ...versionFilters,
  ...mergeFilters,
  ...timeUnitFilters,
  ...tabularFilters,
  ...switchFilters,
  ...queryFilters,
  ...dataPathFilters,
  ...dataKeyFilters,
  ...xmlFilters,
];

/** Every filter by its short name and aliases. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  entries.flatMap(({ name, aliases = [], apply }) =>
    [name, ...aliases].map((key) => [key, acceptingMarkup(key, refusingArguments(key, apply))] as const),
  ),
);

/** Reference text of every filter by name, for generated documentation. */
export const filterDocs: ReadonlyMap<string, string> = new Map(entries.map(({ name, doc }) => [name, doc]));
