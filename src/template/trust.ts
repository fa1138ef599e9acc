import { Dict, Tuple, type Value } from '../value/types.js';
import type { Environment } from './environment.js';
import { globalNames } from './runtime/globals.js';
import { namesIn } from './syntax/walk.js';
import type { Scope } from './types.js';

const lookupNames = ['lookup', 'query', 'q'];

/**
 * true when a template's result consists only of what the project's own files say, so that it may be evaluated
 * as an expression: no facts, no results of tasks, no lookups, however indirect. `besides`: names that are trusted
 * whatever they hold.
 */
export function isTrusted(
  text: string,
  scope: Scope,
  environment: Environment,
  besides: Iterable<string> = [],
): boolean {
  const seen = new Set<string>(besides);

  const trusted = (value: Value): boolean => {
    if (typeof value === 'string') return trustedText(value);
    if (Array.isArray(value)) return value.every(trusted);
    if (value instanceof Tuple) return value.items.every(trusted);
    if (value instanceof Dict) return [...value.values()].every(trusted);
    return value === null || typeof value !== 'object' || value.pyType === 'float';
  };

  const trustedText = (source: string): boolean => {
    const program = environment.inlineProgram(source);
    if (!program) return false;
    return [...namesIn(program.tree)].every(trustedName);
  };

  const trustedName = (name: string): boolean => {
    if (seen.has(name)) return true;
    seen.add(name);
    const source = scope.source?.(name) ?? scope.written?.(name);
    if (source !== undefined) return trusted(source);
    if (scope.has(name)) return false;
    return !globalNames.has(name) || !lookupNames.includes(name);
  };

  return trustedText(text);
}
