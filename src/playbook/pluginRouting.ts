import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { Dict, type Value } from '../value/types.js';
import { type Collections, qualifiedName } from './collections.js';

/** The kinds of `plugin_routing` in `meta/runtime.yml`. */
export type PluginKind = 'modules' | 'action' | 'lookup' | 'filter' | 'test' | 'callback' | 'connection';

export interface Route {
  /** Where the redirects end; the name itself when there is none. */
  readonly name: string;
  /** What the collections say about names that are going away. */
  readonly deprecations: readonly string[];
}

/**
 * Follows the redirects of `plugin_routing` (Ansible documentation, "Collection structure", meta/runtime.yml).
 * Throws DiagnosticError for a name that was removed, for redirects in a circle and to unqualified names.
 */
export function routePlugin(
  collections: Collections,
  kind: PluginKind,
  name: string,
  at?: SourceSpan,
): Route {
  const deprecations: string[] = [];
  const seen = [name];
  for (let current = name; ; ) {
    const entry = routingOf(collections, kind, current);
    const deprecation = entry.get('deprecation');
    if (deprecation instanceof Dict) deprecations.push(deprecationText(current, deprecation));
    const tombstone = entry.get('tombstone');
    if (tombstone instanceof Dict) {
      fail('removed-plugin', removalText(current, tombstone), { span: at });
    }
    const target = entry.get('redirect');
    if (typeof target !== 'string') return { name: current, deprecations };
    if (!qualifiedName(target)) {
      fail(
        'bad-redirect',
        `Collection ${qualifiedName(current)!.collection} contains invalid redirect for ${current}: ${target}. Redirects must use fully qualified collection names.`,
        { span: at },
      );
    }
    if (seen.includes(target)) {
      fail(
        'circular-redirect',
        `plugin redirect loop resolving ${name} (path: ${[...seen, target].join(' → ')})`,
        {
          span: at,
        },
      );
    }
    seen.push(target);
    current = target;
  }
}

function routingOf(collections: Collections, kind: PluginKind, name: string): Dict {
  const parts = qualifiedName(name);
  if (!parts) return new Dict();
  const short = name.slice(parts.collection.length + 1);
  const at = (value: Value | undefined, key: string): Value | undefined =>
    value instanceof Dict ? value.get(key) : undefined;
  const entry = at(at(collections.runtime(parts.collection).get('plugin_routing'), kind), short);
  return entry instanceof Dict ? entry : new Dict();
}

function deprecationText(name: string, entry: Dict): string {
  const text = entry.get('warning_text');
  return `${name} has been deprecated.${typeof text === 'string' ? ` ${text}` : ''}${when(entry, ' This feature will be removed')}`;
}

function removalText(name: string, entry: Dict): string {
  const text = entry.get('warning_text');
  return `[DEPRECATED]: ${name} has been removed.${typeof text === 'string' ? ` ${text}` : ''}${when(entry, ' This feature was removed')}`;
}

function when(entry: Dict, lead: string): string {
  const date = entry.get('removal_date');
  const version = entry.get('removal_version');
  if (date !== undefined) return `${lead} in a release after ${String(date)}.`;
  return version === undefined ? '' : `${lead} in version ${String(version)}.`;
}
