import type { Decision } from '../../module/types.js';
import type { AptState, InstalledPackage, PackageSpec } from './aptProbe.js';

/** The calls of apt-get that a task needs, in order. */
export interface AptWork {
  readonly update: boolean;
  /** Words of an apt-get call: `['install', 'nginx']`. */
  readonly calls: readonly (readonly string[])[];
}

export interface AptWish {
  readonly specs: readonly PackageSpec[];
  readonly state: 'present' | 'latest' | 'absent' | 'build-dep' | 'fixed';
  readonly update: boolean;
  readonly cacheValidTime: number;
  readonly onlyUpgrade: boolean;
  readonly purge: boolean;
  /** Words of `upgrade`, `dist-upgrade`, `autoremove`, `autoclean`, `clean`, as far as they are asked for. */
  readonly extraCalls: readonly (readonly string[])[];
}

/**
 * Compares the wanted packages with the installed ones. A cache update alone is a change only when no packages
 * are named, as in Ansible; in a run (not a check) it is still work to do.
 */
export function decideApt(wish: AptWish, current: AptState, check: boolean): Decision<AptWork> {
  const update = wish.update && current.cacheTime + wish.cacheValidTime <= current.now;
  const calls: (readonly string[])[] = [];
  const named = packageCall(wish, current);
  if (typeof named === 'string') return { changed: false, work: { update, calls }, failed: named };
  if (named) calls.push(named);
  calls.push(
    ...wish.extraCalls.filter(([verb]) => verb === 'clean' || simulatedChange(verb!, current.simulation)),
  );
  const idle = wish.specs.length === 0 && wish.extraCalls.length === 0;
  const changed = calls.length > 0 || (idle && update);
  // after an update there may be newer candidates than those probed
  const uncertain = update && (wish.state === 'latest' || wish.extraCalls.length > 0);
  const result = { cache_updated: update, cache_update_time: current.cacheTime };
  if (check) return { changed, work: { update, calls }, result };
  return {
    changed: changed || update,
    work: { update, calls: uncertain ? allCalls(wish) : calls },
    result: changed || update ? {} : result,
  };
}

function allCalls(wish: AptWish): (readonly string[])[] {
  const named =
    wish.specs.length > 0
      ? [
          verbFor(
            wish,
            wish.specs.map(({ text }) => text),
          ),
        ]
      : [];
  return [...named, ...wish.extraCalls];
}

function packageCall(wish: AptWish, current: AptState): readonly string[] | string | undefined {
  if (wish.state === 'fixed') return ['install', '--fix-broken', ...wish.specs.map(({ text }) => text)];
  if (wish.specs.length === 0) return undefined;
  if (wish.state === 'absent') {
    const gone = wish.specs.flatMap(({ name }) =>
      matching(name, current.known).filter(
        ({ status }) => status !== 'not-installed' && (wish.purge || status !== 'config-files'),
      ),
    );
    return gone.length > 0 ? verbFor(wish, [...new Set(gone.map(({ name }) => name))]) : undefined;
  }
  if (wish.state === 'build-dep') {
    return simulatedChange('build-dep', current.simulation)
      ? verbFor(
          wish,
          wish.specs.map(({ text }) => text),
        )
      : undefined;
  }
  const missing = wish.specs.filter((spec) => !satisfied(spec, wish, current));
  const unknown = wish.update ? undefined : missing.find((spec) => !available(spec, current));
  if (unknown) return `No package matching '${unknown.name}' is available`;
  return missing.length > 0
    ? verbFor(
        wish,
        missing.map(({ text }) => text),
      )
    : undefined;
}

/** apt-cache knows a candidate (or something that provides it); patterns and other architectures are left to apt-get. */
function available({ name }: PackageSpec, current: AptState): boolean {
  return (
    current.candidates.has(name) ||
    current.virtual.has(name) ||
    /[*?[:^]/.test(name) ||
    matching(name, current.known).length > 0
  );
}

function verbFor(wish: AptWish, names: readonly string[]): readonly string[] {
  if (wish.state === 'absent') return ['remove', ...(wish.purge ? ['--purge'] : []), ...names];
  if (wish.state === 'build-dep') return ['build-dep', ...names];
  return ['install', ...(wish.onlyUpgrade ? ['--only-upgrade'] : []), ...names];
}

function satisfied(spec: PackageSpec, wish: AptWish, current: AptState): boolean {
  const installed = matching(spec.name, current.known).filter(({ status }) => status === 'installed');
  if (installed.length === 0) return wish.onlyUpgrade || current.provided.has(spec.name);
  if (spec.version !== undefined) return installed.some(({ version }) => globMatch(spec.version!, version));
  if (wish.state !== 'latest') return true;
  return installed.every(({ name, version }) => (current.candidates.get(name) ?? version) === version);
}

function matching(name: string, known: readonly InstalledPackage[]): InstalledPackage[] {
  const [base = name, architecture] = name.split(':');
  return known.filter(
    (entry) =>
      globMatch(base, entry.name) && (architecture === undefined || entry.architecture === architecture),
  );
}

/** Shell-style pattern match, as dpkg and fnmatch do it. */
function globMatch(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  return new RegExp(`^${source}$`).test(text);
}

/** Whether apt-get's own words tell a change. */
export function simulatedChange(verb: string, output: string): boolean {
  if (verb === 'autoclean') return /^Del /m.test(output);
  if (/^(Inst|Remv|Purg) /m.test(output)) return true;
  const summary = /(\d+) upgraded, (\d+) newly installed, (?:(\d+) downgraded, )?(\d+) to remove/.exec(
    output,
  );
  return summary?.slice(1).some((count) => Number(count ?? 0) > 0) ?? false;
}
