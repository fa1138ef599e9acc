import { type Diagnostic, DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import { PyError, typeError } from '../../value/errors.js';
import { withoutMarkup } from '../../value/markup.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { saidBy, TemplateFailure } from '../failure.js';
import { LookupFailure } from '../lookups/failure.js';
import type { CallContext } from '../types.js';
import { finalize } from './concat.js';

/**
 * `lookup(name, *terms, wantlist=false, errors='strict', **options)`. Without `wantlist` text results are joined
 * with commas and a lone other result stands for itself; with `errors` `ignore` or `warn` a failure gives None
 * (an empty list with `wantlist`). Undefined arguments are errors in any case.
 */
export function callLookup(args: Value[], kwargs: Kwargs, context: CallContext): Value {
  const [name, ...terms] = args.map(withoutMarkup);
  if (typeof name !== 'string') typeError('lookup expected the name of a lookup as its first argument');
  for (const term of terms) finalize(term);
  const options = new Map(kwargs);
  const wantlist = truthy(take(options, 'wantlist') ?? false);
  const errors = take(options, 'errors') ?? 'strict';
  take(options, 'allow_unsafe');
  let results: Value[];
  try {
    results = context.lookup(name, terms, options);
  } catch (error) {
    const failure = describe(name, error);
    if (failure === undefined) throw error;
    if (errors === 'warn') context.warn(failure.ignored);
    else if (errors !== 'ignore') throw failure.error;
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

interface Failure {
  /** What is thrown. */
  readonly error: unknown;
  /** The warning when it is not. */
  readonly ignored: string;
}

/** The error of a lookup as its caller sees it; undefined for one that is none of the lookup's own. */
function describe(name: string, error: unknown): Failure | undefined {
  if (error instanceof LookupFailure)
    return { error, ignored: `Lookup failed but the error is being ignored: ${error.message}` };
  if (error instanceof PyError) {
    if (error.pyType === 'UndefinedError') return undefined;
    return wrapped([diagnostic('template-error', error.message)], name, error.pyType, error);
  }
  if (!(error instanceof DiagnosticError)) return undefined;
  const [first] = error.diagnostics;
  if (!first || first.code === 'undefined-variable' || first.code === 'unknown-lookup') return undefined;
  if (first.code === 'lookup-none-found')
    return { error, ignored: `Lookup failed but the error is being ignored: ${first.message}` };
  return wrapped(error.diagnostics, name, 'AnsibleError', error);
}

/** The error that stands for `cause` outside the lookup; ansible-core says the reason twice when it is thrown. */
function wrapped(
  [first, ...rest]: readonly Diagnostic[],
  name: string,
  type: string,
  cause: DiagnosticError | PyError,
): Failure {
  const kind = type === 'AnsibleError' ? 'ansible.errors.AnsibleError' : type;
  const said = cause instanceof DiagnosticError ? saidBy(cause) : cause.message;
  const ignored = `An unhandled exception occurred while running the lookup plugin '${name}'. Error was a <class '${kind}'>, original message: ${said}`;
  const findings = [{ ...first!, message: ignored }, ...rest];
  return { error: new TemplateFailure(findings, 'AnsibleError', `${ignored}. ${said}`, { cause }), ignored };
}
