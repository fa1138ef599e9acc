import { asText } from '../../value/coerce.js';
import { truthy } from '../../value/truth.js';
import { getPath, toPaths } from '../dataPaths.js';
import { indexOf } from '../indexOf.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters about the paths of nested data. */
export const dataPathFilters: readonly FilterEntry[] = [
  {
    name: 'to_paths',
    doc: 'A dict of all leaves of nested data by path (`a.b[0]`); `prepend` goes in front, `wantlist=true` gives a list.',
    apply: (input, args, kwargs) => {
      const params = [
        ['prepend', null],
        ['wantlist', null],
      ] as const;
      const { prepend, wantlist } = bind('to_paths', params, args, kwargs);
      const paths = toPaths(input, prepend);
      return truthy(wantlist) ? [paths] : paths;
    },
  },
  {
    name: 'get_path',
    doc: 'The value under a path such as `a.b[0]`; `wantlist=true` gives a list.',
    apply: (input, args, kwargs, ctx) => {
      const { path, wantlist } = bind('get_path', ['path', ['wantlist', false]], args, kwargs);
      const value = getPath(input, asText(path), ctx);
      return truthy(wantlist) ? [value] : value;
    },
  },
  {
    name: 'index_of',
    doc: 'The positions of the items (or of their `key`) that pass `test` with `value`; a number when there is one.',
    apply: (input, args, kwargs, ctx) => {
      const params = [
        'test',
        ['value', null],
        ['key', null],
        ['wantlist', false],
        ['fail_on_missing', false],
      ] as const;
      return indexOf({ data: input, ...bind('index_of', params, args, kwargs) }, ctx);
    },
  },
];
