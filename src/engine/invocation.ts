import type { ArgOption, ArgOptions } from '../spec/types.js';
import { fromJs } from '../value/convert.js';
import { Dict, type Value } from '../value/types.js';
import { HIDDEN } from './noLogArguments.js';

interface Invoked {
  readonly kind: string;
  readonly args: ArgOptions;
}

/**
 * The `invocation` of a result, which is shown with `-vvv`: each argument the module knows, as given or by default;
 * those that are `no_log` hidden. undefined for modules without one.
 */
export function invocationOf(module: Invoked, args: Dict): Dict | undefined {
  if (module.kind === 'controller') return undefined; // as ansible-core's, which run there as well
  const shown = new Dict();
  if (args.has('_raw_params')) shown.set('_raw_params', args.get('_raw_params')!);
  for (const [key, option] of Object.entries(module.args)) shown.set(key, shownValue(key, option, args));
  return Dict.of({ module_args: shown });
}

function shownValue(key: string, option: ArgOption, args: Dict): Value {
  const given = [key, ...(option.aliases ?? [])].find((name) => args.has(name));
  if (given === undefined) return option.default === undefined ? null : fromJs(option.default);
  return option.no_log ? HIDDEN : args.get(given)!;
}

/** A result without its invocation, as `register` keeps it. */
export function withoutInvocation(value: Dict): Dict {
  if (!value.has('invocation')) return value;
  const kept = new Dict(value);
  kept.delete('invocation');
  return kept;
}
