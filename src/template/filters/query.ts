import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { compileJmespath } from '../jmespath/parser.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Queries of nested data. */
export const queryFilters: readonly FilterEntry[] = [
  {
    name: 'json_query',
    doc: 'What a JMESPath expression (jmespath.org) selects of the value.',
    apply: (input, args, kwargs) => {
      const { expr } = bind('json_query', ['expr'], args, kwargs);
      requireDefined(input);
      const run = compileJmespath(asText(expr));
      try {
        return run(input);
      } catch (cause) {
        if (!(cause instanceof PyError) || cause.pyType === 'AnsibleError') throw cause;
        const message = `json_query: ${cause.message}`;
        throw new PyError('AnsibleError', message, { cause });
      }
    },
  },
];
