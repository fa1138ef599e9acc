import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly file: string;
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly patterns: readonly string[];
  readonly type: string;
  readonly key: Buffer;
}

/** Reads known_hosts files in order; missing files and lines that are not entries are skipped, as OpenSSH does. */
export function readKnownHosts(files: readonly string[]): KnownHost[] {
  return files.flatMap(readFile);
}

/** Entries of files as they were last read: every connection of a run asks, and a fleet's file is long. */
const parsed = new Map<string, { readonly version: string; readonly entries: readonly KnownHost[] }>();

function readFile(file: string): readonly KnownHost[] {
  const version = versionOf(file);
  if (version === undefined) return [];
  const known = parsed.get(file);
  if (known?.version === version) return known.entries;
  const entries = entriesOf(file);
  parsed.set(file, { version, entries });
  return entries;
}

/** What changes with the content of a file; undefined when there is none. */
function versionOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}

function entriesOf(file: string): KnownHost[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line, i) => parseLine(line, file, i + 1));
}

function parseLine(text: string, file: string, line: number): KnownHost[] {
  const words = text.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined;
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return [];
  const [hosts, type, key] = words;
  if (!hosts || hosts.startsWith('#') || !type || !key || /^\d+$/.test(type)) return [];
  return [{ file, line, marker, patterns: hosts.split(','), type, key: Buffer.from(key, 'base64') }];
}

/** The name under which a server is looked up: `host`, or `[host]:port` away from port 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Whether an entry speaks of a host: plain, `*` and `?`, `!pattern`, or hashed (`|1|salt|hmac-sha1`). */
export function entryMatches({ patterns }: KnownHost, name: string): boolean {
  let found = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('|1|')) found ||= hashMatches(pattern, name);
    else if (pattern.startsWith('!')) {
      if (nameMatches(pattern.slice(1), name)) return false;
    } else found ||= nameMatches(pattern, name);
  }
  return found;
}

/** The hashed form of a name, with a given salt of 20 bytes. */
export function hashName(name: string, salt: Buffer): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

/** `SHA256:…` as OpenSSH prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The algorithm name at the head of a public key in wire form. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function hashMatches(pattern: string, name: string): boolean {
  const [, , salt = '', hash = ''] = pattern.split('|');
  const wanted = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
}

function nameMatches(pattern: string, name: string): boolean {
  return /[*?]/.test(pattern) ? wildcard(pattern).test(name) : pattern.toLowerCase() === name.toLowerCase();
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}
