import { bind } from '../bind.js';
import type { Tuple } from '../types.js';
import { countOf, indexOf } from './list.js';
import type { Methods } from './method.js';

/** Methods of Python's tuple. */
export const tupleMethods: Methods<Tuple> = new Map([
  ['count', (self, args, kwargs) => countOf(self.items, bind('count', ['value'], args, kwargs).value)],
  ['index', (self, args, kwargs) => indexOf(self.items, args, kwargs, 'tuple.index(x): x not in tuple')],
]);
