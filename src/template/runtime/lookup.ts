import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { PyError, typeError } from '../../value/errors.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import { finalize } from './concat.js';

/**
 * `lookup(name, *terms, wantlist=false, errors='strict', **options)`. Without `wantlist` text results are joined
 * with commas and a lone other result stands for itself; with `errors` `ignore` or `warn` a failure gives None
 * (an empty list with `wantlist`). Undefined arguments are errors in any case.
 */
export function callLookup(args: Value[], kwargs: Kwargs, context: CallContext): Value {
  const [name, ...terms] = args;
  if (typeof name !== 'string') typeError('lookup expected the name of a lookup as its first argument');
  for (const term of terms) finalize(term);
  const options = new Map(kwargs);
  const wantlist = truthy(take(options, 'wantlist') ?? false);
  const errors = take(options, 'errors') ?? 'strict';
  take(options, 'allow_unsafe');
  if (errors !== 'strict' && errors !== 'ignore' && errors !== 'warn') {
    fail('template-error', "the option errors of a lookup is one of 'strict', 'warn' and 'ignore'");
  }
  let results: Value[];
  try {
    results = context.lookup(name, terms, options);
  } catch (error) {
    if (errors === 'strict' || !canBeIgnored(error)) throw error;
    return wantlist ? [] : null;
  }
  return wantlist || results.length === 0 ? results : joined(results);
}

function joined(results: Value[]): Value {
  if (results.every((item) => typeof item === 'string')) return results.join(',');
  return results.length === 1 ? results[0]! : results;
}

function take(options: Map<string, Value>, name: string): Value | undefined {
  const value = options.get(name);
  options.delete(name);
  return value;
}

function canBeIgnored(error: unknown): boolean {
  if (error instanceof PyError) return error.pyType !== 'UndefinedError';
  if (!(error instanceof DiagnosticError)) return false;
  const code = error.diagnostics[0]?.code;
  return code !== 'undefined-variable' && code !== 'unknown-lookup';
}
