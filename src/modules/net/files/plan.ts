import type { LinkFile } from '../../../net/render/file.js';
import { sharedOwner } from './header.js';
import type { HostFiles } from './hostFiles.js';

/** A file as it shall be, with its header. */
export interface WantedFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  readonly shared: boolean;
}

/** One change of one file. */
export type FileChange =
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly before: string | undefined;
      readonly modeBefore: number | undefined;
      readonly text: string;
      readonly mode: number;
      /** Somebody has changed the old one by hand: it is kept. */
      readonly keep: boolean;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'remove'; readonly path: string; readonly before: string; readonly keep: boolean };

interface FilePlan {
  readonly changes: readonly FileChange[];
  readonly drift: readonly string[];
  /** Why nothing can be written. */
  readonly refusals: readonly string[];
}

/** Compares the files that an owner wants with those of the host. */
export function planFiles(
  owner: string,
  wanted: readonly WantedFile[],
  links: readonly LinkFile[],
  purge: 'none' | 'owned' | 'report',
  host: HostFiles,
): FilePlan {
  const changes: FileChange[] = [];
  const drift: string[] = [];
  const refusals: string[] = [];
  for (const file of wanted) {
    const { path, text, mode, shared } = file;
    const current = host.files.get(path);
    const holder = current?.header?.owner;
    if (current !== undefined && holder === undefined) {
      refusals.push(`${path} was not written by this program; move it away first`);
      continue;
    }
    if (holder !== undefined && holder !== owner && holder !== sharedOwner) {
      if (!shared) refusals.push(`${path} belongs to ${holder}`);
      continue;
    }
    const edited = current?.header?.intact === false;
    if (edited) drift.push(`${path} was changed by hand`);
    if (current?.text === text && current.mode === mode) continue;
    const [before, modeBefore] = [current?.text, current?.mode];
    changes.push({ kind: 'write', path, before, modeBefore, text, mode, keep: edited });
  }
  for (const { path, target } of links)
    if (host.links.get(path) !== target) changes.push({ kind: 'link', path, target });
  if (purge !== 'none') {
    const stale = staleFiles(owner, [...wanted, ...links], host);
    if (purge === 'report') drift.push(...stale.map((path) => `${path} is no longer declared`));
    else for (const path of stale) changes.push(removal(path, host));
  }
  return { changes, drift, refusals };
}

/** The owner's files that are not wanted any more, and shared ones that nobody needs without them. */
function staleFiles(owner: string, wanted: readonly { readonly path: string }[], host: HostFiles): string[] {
  const names = new Set(wanted.map(({ path }) => path));
  const ownerOf = (path: string): string | undefined => host.files.get(path)?.header?.owner;
  const files = [...host.files.keys()].filter((path) => ownerOf(path) === owner && !names.has(path));
  const links = [...host.links].filter(([path, target]) => ownerOf(target) === owner && !names.has(path));
  const remaining = [...host.files.keys(), ...names].filter(
    (path) => !files.includes(path) && (names.has(path) || ownerOf(path) !== sharedOwner),
  );
  const shared = [...host.files.keys()].filter((path) => {
    if (ownerOf(path) !== sharedOwner || names.has(path)) return false;
    const users = path.endsWith('.network') ? `${path}.d/` : '/etc/systemd/network/';
    return !remaining.some((other) => other.startsWith(users));
  });
  return [...links.map(([path]) => path), ...files, ...shared];
}

function removal(path: string, host: HostFiles): FileChange {
  const file = host.files.get(path);
  return { kind: 'remove', path, before: file?.text ?? '', keep: file?.header?.intact === false };
}
