import { allModules, findModule } from '../../modules/index.js';
import { BLOCK_KEYWORDS, HANDLER_KEYWORDS, PLAY_KEYWORDS, ROLE_KEYWORDS } from '../../playbook/keywords.js';
import type { DocumentedModule } from '../../spec/docs.js';
import { filterDocs } from '../../template/filters/index.js';
import { lookupDocs } from '../../template/lookups/index.js';
import { testDocs } from '../../template/tests/index.js';
import { lastPart } from '../../value/pluginName.js';

/** What there is reference text about. */
export const DOC_TYPES = ['module', 'filter', 'test', 'lookup', 'keyword'] as const;
export type DocType = (typeof DOC_TYPES)[number];

/** One thing the reference knows. */
export interface DocEntry {
  readonly type: DocType;
  readonly name: string;
  readonly short: string;
  /** Present for modules. */
  readonly module?: DocumentedModule;
}

/** All entries of a type, sorted by name. */
export function docEntries(type: DocType): DocEntry[] {
  return entriesOf(type).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entry of a name, short or qualified; undefined when there is none. */
export function findDoc(type: DocType, name: string): DocEntry | undefined {
  if (type === 'module') {
    const module = findModule(name);
    return module && { type, name: module.name, short: module.doc.short, module };
  }
  const short = lastPart(name);
  return entriesOf(type).find((entry) => entry.name === name || entry.name === short);
}

function entriesOf(type: DocType): DocEntry[] {
  if (type === 'module')
    return allModules.map((module) => ({ type, name: module.name, short: module.doc.short, module }));
  return [...textsOf(type)].map(([name, short]) => ({ type, name, short }));
}

function textsOf(type: Exclude<DocType, 'module'>): ReadonlyMap<string, string> {
  switch (type) {
    case 'filter':
      return filterDocs;
    case 'test':
      return testDocs;
    case 'lookup':
      return lookupDocs;
    case 'keyword':
      return keywordDocs();
  }
}

/** Keywords and where they may stand. */
function keywordDocs(): Map<string, string> {
  const levels = [
    ['play', PLAY_KEYWORDS],
    ['role', ROLE_KEYWORDS],
    ['block', BLOCK_KEYWORDS],
    ['task', HANDLER_KEYWORDS],
  ] as const;
  const names = new Set(levels.flatMap(([, keywords]) => [...keywords]));
  return new Map(
    [...names].map((name) => {
      const places = levels.filter(([, keywords]) => keywords.has(name)).map(([level]) => level);
      return [name, `applies to: ${places.join(', ')}`];
    }),
  );
}
