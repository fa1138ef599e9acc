import type { Kwargs, Value } from '../types.js';

/** A method of a Python type: what a template calls as `self.name(*args, **kwargs)`. */
export type Method<T> = (self: T, args: Value[], kwargs: Kwargs) => Value;

/** The methods of one type by name. */
export type Methods<T> = ReadonlyMap<string, Method<T>>;
