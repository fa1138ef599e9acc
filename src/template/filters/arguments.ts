import { type Bound, bind as bindParameters, type Param } from '../../value/bind.js';
import type { Kwargs, Value } from '../../value/types.js';

/** Functions of Jinja2's filters that take the environment or context before their input. */
const withEnvironment: ReadonlySet<string> = new Set([
  'do_attr',
  'do_last',
  'do_max',
  'do_min',
  'do_random',
  'do_replace',
  'do_sort',
  'do_truncate',
  'do_unique',
  'do_urlize',
  'do_wordwrap',
  'do_xmlattr',
  'sync_do_first',
  'sync_do_groupby',
  'sync_do_join',
  'sync_do_sum',
]);

/**
 * Binds the arguments of a filter, whose function has its input as a parameter too. Throws Python's TypeErrors;
 * `name` is the function's name in them.
 */
export function bind<const P extends readonly Param[]>(
  name: string,
  params: P,
  args: readonly Value[],
  kwargs: Kwargs,
): Bound<P> {
  return bindParameters(name, params, args, kwargs, withEnvironment.has(name) ? 2 : 1);
}
