import { typeError } from './errors.js';
import type { Kwargs, Value } from './types.js';

/** One parameter: a required name, or a name with its default (`undefined`: may be left out). */
export type Param = string | readonly [name: string, fallback: Value | undefined];

type NameOf<P> = P extends string ? P : P extends readonly [infer N extends string, unknown] ? N : never;
type ValueOf<P> = P extends readonly [string, undefined] ? Value | undefined : Value;

/** The bound arguments by parameter name. */
export type Bound<P extends readonly Param[]> = {
  readonly [E in P[number] as NameOf<E>]: ValueOf<E>;
};

/**
 * Binds positional and keyword arguments to parameters as a Python call does. Throws Python's TypeErrors for
 * missing, unexpected, doubled or too many arguments; `name` is the function's name in them, and `leading` the number of
 * its parameters before these, which the caller fills in itself.
 */
export function bind<const P extends readonly Param[]>(
  name: string,
  params: P,
  args: readonly Value[],
  kwargs: Kwargs,
  leading = 0,
): Bound<P> {
  if (args.length > params.length) tooMany(name, params, args.length, leading);
  const bound: Record<string, Value | undefined> = {};
  for (const [i, value] of args.entries()) bound[nameOf(params[i]!)] = value;
  for (const [key, value] of kwargs) {
    if (!params.some((param) => nameOf(param) === key)) {
      typeError(`${name}() got an unexpected keyword argument '${key}'`);
    }
    if (key in bound) typeError(`${name}() got multiple values for argument '${key}'`);
    bound[key] = value;
  }
  const missing: string[] = [];
  for (const param of params) {
    if (nameOf(param) in bound) continue;
    if (typeof param === 'string') missing.push(`'${param}'`);
    else bound[param[0]] = param[1];
  }
  if (missing.length > 0) {
    const noun = missing.length === 1 ? 'argument' : 'arguments';
    typeError(`${name}() missing ${missing.length} required positional ${noun}: ${missing.join(' and ')}`);
  }
  return bound as Bound<P>;
}

function tooMany(name: string, params: readonly Param[], passed: number, leading: number): never {
  const required = params.filter((param) => typeof param === 'string').length + leading;
  const most = params.length + leading;
  const given = passed + leading;
  const takes = required === most ? `${required}` : `from ${required} to ${most}`;
  const noun = most === 1 && required === 1 ? 'argument' : 'arguments';
  return typeError(
    `${name}() takes ${takes} positional ${noun} but ${given} ${given === 1 ? 'was' : 'were'} given`,
  );
}

function nameOf(param: Param): string {
  return typeof param === 'string' ? param : param[0];
}
