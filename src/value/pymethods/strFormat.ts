import { bind } from '../bind.js';
import { typeError } from '../errors.js';
import { type MethodLookup, strFormat } from '../format.js';
import { pyTypeName } from '../typeName.js';
import { Dict } from '../types.js';
import type { Methods } from './method.js';

/** `format` and `format_map` of Python's str; the fields they fill in may name methods of any value. */
export function formatMethods(getMethod: MethodLookup): Methods<string> {
  return new Map([
    ['format', (self, args, kwargs) => strFormat(self, args, kwargs, getMethod)],
    [
      'format_map',
      (self, args, kwargs) => {
        const { mapping } = bind('format_map', ['mapping'], args, kwargs);
        if (!(mapping instanceof Dict)) typeError(`'${pyTypeName(mapping)}' object is not subscriptable`);
        const named = new Map([...mapping].map(([key, value]) => [String(key), value]));
        return strFormat(self, [], named, getMethod);
      },
    ],
  ]);
}
