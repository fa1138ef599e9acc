import { asText } from '../../value/coerce.js';
import { truthy } from '../../value/truth.js';
import type { Value } from '../../value/types.js';
import { getPath, toPaths } from '../dataPaths.js';
import { type IndexQuery, indexOf } from '../indexOf.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure } from './failure.js';

/** Lookups of ansible.utils on nested data; each is the filter of that name. */
export const dataLookups: readonly LookupEntry[] = [
  {
    name: 'to_paths',
    doc: 'A dict of all leaves of the first term by path; `prepend` goes in front of the paths.',
    apply: ([data, prepend], kwargs) => [
      toPaths(
        required('to_paths', 'var', data ?? kwargs.get('var')),
        prepend ?? kwargs.get('prepend') ?? null,
      ),
    ],
  },
  {
    name: 'get_path',
    doc: 'The value of the first term under the path of the second (`a.b[0]`).',
    apply: ([data, path], kwargs, ctx) => {
      const wanted = required('get_path', 'path', path ?? kwargs.get('path'));
      return [getPath(required('get_path', 'var', data ?? kwargs.get('var')), asText(wanted), ctx)];
    },
  },
  {
    name: 'index_of',
    doc: 'The positions of the items of the first term that pass a test: data, test, value, key.',
    apply: (terms, kwargs, ctx) => {
      const option = (name: string, position: number): Value => terms[position] ?? kwargs.get(name) ?? null;
      const query: IndexQuery = {
        data: required('index_of', 'data', terms[0] ?? kwargs.get('data')),
        test: required('index_of', 'test', terms[1] ?? kwargs.get('test')),
        value: option('value', 2),
        key: option('key', 3),
        wantlist: false,
        fail_on_missing: truthy(option('fail_on_missing', 4)),
      };
      const found = indexOf(query, ctx);
      return Array.isArray(found) ? found : [found];
    },
  },
];

function required(lookup: string, name: string, value: Value | undefined): Value {
  return value ?? lookupFailure(`${lookup}: missing required argument: ${name}`);
}
