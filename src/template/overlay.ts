import type { Value } from '../value/types.js';
import type { Scope } from './types.js';

/** A scope with some variables on top of those of another. */
export function overlay(scope: Scope, extra: ReadonlyMap<string, Value>): Scope {
  const { source } = scope;
  return {
    get: (name) => (extra.has(name) ? extra.get(name) : scope.get(name)),
    has: (name) => extra.has(name) || scope.has(name),
    names: () => new Set([...scope.names(), ...extra.keys()]),
    ...(source && { source: (name) => (extra.has(name) ? undefined : source.call(scope, name)) }),
  };
}
