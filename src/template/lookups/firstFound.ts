import { join } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Kwargs, Tuple, Undefined, type Value } from '../../value/types.js';
import { candidatePaths } from '../files/search.js';
import { fileStatus } from '../files/status.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure } from './failure.js';

/** The first_found lookup. */
export const firstFoundLookups: readonly LookupEntry[] = [
  {
    name: 'first_found',
    doc: 'The path of the first file that exists; terms are names or {files, paths, skip}, `skip=true` allows none.',
    apply: firstFound,
  },
];

interface Search {
  readonly names: Value[];
  readonly skip: boolean;
}

function firstFound(terms: Value[], kwargs: Kwargs, ctx: CallContext): Value[] {
  const { names, skip } = searchOf(terms, kwargs);
  const subdirectory = pyStr(kwargs.get('subdir') ?? 'files');
  const tried = new Set<string>();
  for (const name of names) {
    if (name instanceof Undefined) continue;
    const places = candidatePaths(ctx.scope, subdirectory, pyStr(name));
    const found = places.find((path) => fileStatus(path));
    if (found !== undefined) return [found];
    for (const place of places) tried.add(place);
  }
  if (skip) return [];
  return fail('lookup-none-found', 'No file was found when using first_found.', {
    notes: [...tried].map((path) => ({ message: `tried ${path}` })),
    fix: 'create one of the files, or give skip=true when having none is fine',
  });
}

/** What the terms ask for. As in Ansible, names given with `files` alone replace all those before them, and the last `skip` counts. */
function searchOf(terms: readonly Value[], kwargs: Kwargs): Search {
  let names: Value[] = [];
  let skip = false;
  for (const term of terms) {
    if (Array.isArray(term) || term instanceof Tuple) {
      const inner = searchOf(Array.isArray(term) ? term : term.items, kwargs);
      names.push(...inner.names);
      skip = inner.skip;
      continue;
    }
    if (typeof term !== 'string' && !(term instanceof Dict) && !(term instanceof Undefined)) {
      lookupFailure(
        `a term is a name, a list of names or a mapping, not <class '${pyTypeName(term)}'>: ${pyStr(term)}`,
      );
    }
    const option = (name: string): Value =>
      (term instanceof Dict ? term.get(name) : kwargs.get(name)) ?? null;
    const files = split(option('files'), /[,;]/);
    const paths = split(option('paths'), /[,:;]/);
    skip = isTrue(option('skip'));
    if (paths.length > 0) names.push(...paths.flatMap((path) => files.map((file) => join(path, file))));
    else if (files.length > 0) names = [...files];
    else names.push(term);
  }
  return { names, skip };
}

function split(value: Value, separator: RegExp): string[] {
  if (value === null || value instanceof Undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => split(item, separator));
  return pyStr(value).split(separator);
}

function isTrue(value: Value): boolean {
  return typeof value === 'string' ? /^(?:y|yes|on|1|true|t|1\.0)$/i.test(value.trim()) : truthy(value);
}
