import { randomInt } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { asIndex, asText } from '../../value/coerce.js';
import { equals } from '../../value/compare.js';
import { compilePattern } from '../../value/pyre.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Key, type Kwargs, Tuple, toFloat, type Value } from '../../value/types.js';
import { findFile } from '../files/search.js';
import type { CallContext, Scope } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure, lookupMisuse } from './failure.js';
import { lookupOptions } from './options.js';

/** Common lookups of community.general. */
export const extraLookups: readonly LookupEntry[] = [
  {
    name: 'dependent',
    doc: 'Combinations of lists and dicts that may depend on each other: terms are {name: list, dict or expression of `item`}.',
    apply: dependent,
  },
  {
    name: 'filetree',
    doc: 'Every file, directory and link below directories: {path, root, src, state, mode, owner, …}.',
    apply: fileTree,
  },
  {
    name: 'merge_variables',
    doc: 'The merged lists or dicts of all variables whose names match; `pattern_type` regex, prefix or suffix, `initial_value`, `override` error, warn or ignore.',
    apply: mergeVariables,
  },
  {
    name: 'random_string',
    doc: 'A random text of `length` (8) characters; options upper, lower, numbers, special, min_*, override_special, override_all, base64.',
    apply: randomString,
  },
];

interface Dimension {
  readonly name: Key;
  /** An expression, or the items themselves. */
  readonly source: Value;
}

function dependent(terms: Value[], _kwargs: Kwargs, ctx: CallContext): Value[] {
  const dimensions = terms.map((term, index): Dimension => {
    if (!(term instanceof Dict))
      return lookupFailure(`Parameter ${index} must be a dictionary, got <class '${pyTypeName(term)}'>`);
    if (term.size !== 1)
      return lookupFailure(`Parameter ${index} must be a one-element dictionary, got ${term.size} elements`);
    const [[name, source]] = [...term] as [[Key, Value]];
    return { name, source };
  });
  const results: Value[] = [];
  const choose = (depth: number, chosen: Dict): void => {
    const dimension = dimensions[depth];
    if (!dimension) {
      if (depth > 0) results.push(chosen.copy());
      return;
    }
    for (const item of itemsOf(dimension, chosen, ctx))
      choose(depth + 1, chosen.copy().set(dimension.name, item));
  };
  choose(0, new Dict());
  return results;
}

function itemsOf({ name, source }: Dimension, item: Dict, ctx: CallContext): readonly Value[] {
  const values =
    typeof source === 'string' ? ctx.templar.resolve(`{{${source}}}`, withItem(ctx.scope, item)) : source;
  if (values instanceof Tuple) return values.items;
  if (Array.isArray(values)) return values;
  if (values instanceof Dict)
    return Array.from(values, ([key, value]) => Dict.of({ key, value })).sort((a, b) =>
      pyStr(a.get('key')!) < pyStr(b.get('key')!) ? -1 : 1,
    );
  return lookupFailure(
    `Did not obtain dictionary or list while evaluating ${pyRepr(name)} with item == ${pyRepr(item)}, but <class '${pyTypeName(values)}'>`,
  );
}

function withItem(scope: Scope, item: Dict): Scope {
  return {
    get: (name) => (name === 'item' ? item : scope.get(name)),
    has: (name) => name === 'item' || scope.has(name),
    names: () => [...scope.names(), 'item'],
  };
}

function fileTree(terms: Value[], _kwargs: Kwargs, ctx: CallContext): Value[] {
  const seen = new Set<string>();
  return terms.flatMap((term) => {
    const given = asText(term).replace(/\/+$/, '');
    const root = findFile(ctx.scope, 'files', given);
    if (root === undefined) return [];
    return walk(root, '').flatMap((path) => {
      if (seen.has(path)) return [];
      seen.add(path);
      const shown = basename(asText(term)) === '' ? `${root}/` : root;
      return describe(shown, path);
    });
  });
}

function walk(root: string, below: string): string[] {
  const entries = readdirSync(join(root, below), { withFileTypes: true });
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(below, name));
  const others = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(below, name));
  return [...directories, ...others, ...directories.flatMap((path) => walk(root, path))];
}

function describe(root: string, path: string): Dict[] {
  const place = join(root, path);
  const status = lstatSync(place);
  const kind = status.isSymbolicLink()
    ? 'link'
    : status.isDirectory()
      ? 'directory'
      : status.isFile()
        ? 'file'
        : undefined;
  if (kind === undefined) return [];
  const src = kind === 'link' ? readlinkSync(place) : kind === 'file' ? place : undefined;
  return [
    Dict.of({
      root,
      path,
      state: kind,
      src,
      uid: status.uid,
      gid: status.gid,
      owner: nameOf('/etc/passwd', status.uid),
      group: nameOf('/etc/group', status.gid),
      mode: modeOf(status),
      size: status.size,
      mtime: toFloat(status.mtimeMs / 1000),
      ctime: toFloat(status.ctimeMs / 1000),
    }),
  ];
}

function modeOf(status: Stats): string {
  return `0${(status.mode & 0o7777).toString(8).padStart(3, '0')}`;
}

/** The name of a user or group of this machine, or its number. */
function nameOf(table: string, id: number): string | number {
  const row = readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(id));
  return row?.[0] ?? id;
}

function mergeVariables(terms: Value[], kwargs: Kwargs, ctx: CallContext): Value[] {
  const options = lookupOptions(kwargs, { initial_value: null, override: 'error', pattern_type: 'regex' });
  return terms.map((term) => {
    if (typeof term !== 'string')
      return lookupMisuse(
        `Non-string type '<class '${pyTypeName(term)}'>' passed, only 'str' types are allowed!`,
      );
    const names = [...ctx.scope.names()]
      .filter((name) => matches(name, term, pyStr(options.pattern_type)))
      .sort();
    let merged = options.initial_value === null ? null : copyOf(options.initial_value);
    for (const name of names) {
      const value = copyOf(ctx.scope.get(name)!);
      if (merged === null) merged = value;
      else if (Array.isArray(merged) && Array.isArray(value)) merged = [...merged, ...value];
      else if (merged instanceof Dict && value instanceof Dict)
        mergeInto(merged, value, [name], pyStr(options.override), ctx);
      else lookupMisuse('Unable to merge, not all variables are of the same type');
    }
    return merged;
  });
}

function matches(name: string, pattern: string, type: string): boolean {
  if (type === 'prefix') return name.startsWith(pattern);
  return type === 'suffix' ? name.endsWith(pattern) : compilePattern(pattern).search(name) !== null;
}

function copyOf(value: Value): Value[] | Dict {
  if (Array.isArray(value)) return [...value];
  if (value instanceof Dict) return deepCopy(value);
  return lookupMisuse('Not supported type detected, variable must be a list or a dict');
}

function deepCopy(dict: Dict): Dict {
  return new Dict(
    Array.from(dict, ([key, value]) => [key, value instanceof Dict ? deepCopy(value) : value] as const),
  );
}

function mergeInto(
  into: Dict,
  from: Dict,
  path: readonly string[],
  override: string,
  ctx: CallContext,
): void {
  for (const [key, value] of from) {
    const present = into.get(key);
    if (value instanceof Dict && present instanceof Dict)
      mergeInto(present, value, [...path, pyStr(key)], override, ctx);
    else if (Array.isArray(value) && Array.isArray(present)) into.set(key, [...present, ...value]);
    else {
      if (present !== undefined && !equals(present, value)) {
        const message = `The key '${pyStr(key)}' with value '${pyStr(present)}' will be overwritten with value '${pyStr(value)}' from '${path.join('.')}.${pyStr(key)}'`;
        if (override === 'error') lookupMisuse(message);
        if (override === 'warn') ctx.warn(message);
      }
      into.set(key, value);
    }
  }
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

function randomString(_terms: Value[], kwargs: Kwargs): Value[] {
  const options = lookupOptions(kwargs, {
    length: 8,
    base64: false,
    override_all: null,
    override_special: null,
    upper: true,
    lower: true,
    numbers: true,
    special: true,
    min_numeric: 0,
    min_lower: 0,
    min_upper: 0,
    min_special: 0,
  });
  const special = options.override_special === null ? punctuation : asText(options.override_special);
  const upper = lower.toUpperCase();
  const classes: readonly (readonly [Value, string, Value])[] = [
    [options.upper, upper, options.min_upper],
    [options.lower, lower, options.min_lower],
    [options.numbers, digits, options.min_numeric],
    [options.special, special, options.min_special],
  ];
  const all = options.override_all === null ? undefined : asText(options.override_all);
  const alphabet = all ?? classes.map(([wanted, chars]) => (truthy(wanted) ? chars : '')).join('');
  if (alphabet === '') lookupFailure('Available characters cannot be None, please change constraints');
  const least = all === undefined ? classes.flatMap(([, chars, count]) => draw(chars, asIndex(count))) : [];
  const text = shuffled([...least, ...draw(alphabet, asIndex(options.length) - least.length)]).join('');
  return [truthy(options.base64) ? Buffer.from(text).toString('base64') : text];
}

function draw(chars: string, count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => chars[randomInt(chars.length)]!);
}

function shuffled(items: string[]): string[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
