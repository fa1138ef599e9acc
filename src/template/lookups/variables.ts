import { getItem } from '../../value/access.js';
import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { compilePattern, type PyPattern } from '../../value/pyre.js';
import { pyStr } from '../../value/repr.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Kwargs, Undefined, type Value } from '../../value/types.js';
import { nameMatcher } from '../files/glob.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupMisuse } from './failure.js';
import { openOnce } from './lists.js';
import { lookupOptions } from './options.js';

/** Lookups of variables, the environment and the inventory. */
export const variableLookups: readonly LookupEntry[] = [
  {
    name: 'env',
    doc: 'Environment variables of the controller; `default` (empty text) for those not set.',
    apply: (terms, kwargs) => {
      const { default: fallback } = lookupOptions(kwargs, { default: '' });
      return terms.map((term) => process.env[asText(term).split(/\s/)[0] ?? ''] ?? fallback);
    },
  },
  {
    name: 'vars',
    doc: 'The values of variables given by name; `default` for missing ones.',
    apply: lookUpVariables,
  },
  {
    name: 'varnames',
    doc: 'The names of the variables that match the regular expressions.',
    apply: (terms, _kwargs, ctx) => {
      const names = [...ctx.scope.names()];
      return terms.flatMap((term) => {
        const pattern = namePattern(term);
        return names.filter((name) => pattern.search(name) !== null);
      });
    },
  },
  {
    name: 'inventory_hostnames',
    doc: 'The hosts that match an inventory pattern (`web:&prod:!web3`).',
    apply: (terms, _kwargs, ctx) => {
      const groups = ctx.scope.get('groups');
      return groups instanceof Dict ? matchHosts(openOnce(terms).map(asText), groups) : [];
    },
  },
];

function lookUpVariables(terms: Value[], kwargs: Kwargs, ctx: CallContext): Value[] {
  const { default: fallback } = lookupOptions(kwargs, { default: undefined });
  return terms.map((term) => {
    const name = identifier(term, 'its');
    const value = ctx.scope.get(name) ?? fromHost(name, ctx);
    if (value !== undefined && !(value instanceof Undefined)) return value;
    return fallback ?? undefinedVariable(name);
  });
}

function identifier(term: Value, verb: string): string {
  if (typeof term === 'string') return term;
  return lookupMisuse(
    `Invalid setting identifier, "${pyStr(term)}" is not a string, ${verb} a <class '${pyTypeName(term)}'>`,
  );
}

function namePattern(term: Value): PyPattern {
  const source = identifier(term, 'it is');
  try {
    return compilePattern(source);
  } catch (cause) {
    if (!(cause instanceof PyError)) throw cause;
    return lookupMisuse(`Unable to use "${source}" as a search parameter: ${cause.message}`);
  }
}

function undefinedVariable(name: string): never {
  throw new PyError('UndefinedError', `No variable found with this name: ${name}`);
}

function fromHost(name: string, ctx: CallContext): Value | undefined {
  const host = ctx.scope.get('inventory_hostname');
  const all = ctx.scope.get('hostvars');
  if (host === undefined || all === undefined) return undefined;
  const own = getItem(all, host);
  return own === undefined ? undefined : getItem(own, name);
}

/** Hosts of the union of the plain patterns, cut by the `&` ones, without the `!` ones; in inventory order. */
function matchHosts(patterns: readonly string[], groups: Dict): Value[] {
  const parts = patterns.flatMap((pattern) => pattern.split(/[,:](?![^[]*\])/)).filter((part) => part !== '');
  const all = hostsOf(groups, 'all');
  const expand = (part: string): Set<string> => {
    const matches = part.startsWith('~')
      ? regexMatcher(part.slice(1))
      : nameMatcher(part === 'all' ? '*' : part);
    const hosts = new Set(all.filter(matches));
    for (const group of groups.keys()) {
      if (matches(String(group))) for (const host of hostsOf(groups, String(group))) hosts.add(host);
    }
    return hosts;
  };
  const plain = parts.filter((part) => !/^[!&]/.test(part));
  let chosen = plain.length === 0 ? new Set(all) : new Set(plain.flatMap((part) => [...expand(part)]));
  for (const part of parts) {
    if (!/^[!&]/.test(part)) continue;
    const hosts = expand(part.slice(1));
    chosen = new Set([...chosen].filter((host) => hosts.has(host) === part.startsWith('&')));
  }
  return [...all.filter((host) => chosen.has(host)), ...[...chosen].filter((host) => !all.includes(host))];
}

function regexMatcher(source: string): (name: string) => boolean {
  const pattern = compilePattern(source);
  return (name) => pattern.match(name) !== null;
}

function hostsOf(groups: Dict, name: string): string[] {
  const hosts = groups.get(name);
  return Array.isArray(hosts) ? hosts.filter((host) => typeof host === 'string') : [];
}
