import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import SSHConfig, { glob, type Line } from 'ssh-config';
import { ConnectionError } from './connection.js';

/** Options of one host, keys in lower case; the first value obtained wins, except for IdentityFile and its like. */
export class SshOptions {
  private readonly values = new Map<string, string[]>();
  /** Why only the OpenSSH client can evaluate the configuration. */
  readonly obstacles: string[] = [];

  add(key: string, value: string): void {
    const held = this.values.get(key);
    if (!held) this.values.set(key, [value]);
    else if (CUMULATIVE.has(key)) held.push(value);
  }

  get(key: string): string | undefined {
    return this.values.get(key)?.[0];
  }

  all(key: string): readonly string[] {
    return this.values.get(key) ?? [];
  }

  keys(): Iterable<string> {
    return this.values.keys();
  }
}

const CUMULATIVE = new Set([
  'identityfile',
  'certificatefile',
  'localforward',
  'remoteforward',
  'sendenv',
  'setenv',
]);
const MAX_DEPTH = 16;

interface ConfigSubject {
  /** The name as the user wrote it. */
  readonly host: string;
  readonly user?: string | undefined;
}

/** Adds what a configuration file says about a host; a missing file says nothing. */
export function readSshConfig(file: string, subject: ConfigSubject, options: SshOptions): void {
  apply(parseFile(file), subject, options, dirname(file), 0);
}

function apply(
  lines: readonly Line[],
  subject: ConfigSubject,
  options: SshOptions,
  folder: string,
  depth: number,
): void {
  for (const line of lines) {
    if (line.type !== SSHConfig.DIRECTIVE) continue;
    const key = line.param.toLowerCase();
    if ('config' in line) {
      const applies =
        key === 'host' ? hostMatches(words(line.value), subject.host) : matches(line, subject, options);
      if (applies) apply(line.config, subject, options, folder, depth);
    } else if (key === 'include') {
      if (depth >= MAX_DEPTH) continue;
      for (const pattern of words(line.value)) {
        for (const file of included(pattern, folder)) {
          apply(parseFile(file), subject, options, folder, depth + 1);
        }
      }
    } else {
      options.add(key, words(line.value).join(' '));
    }
  }
}

function hostMatches(patterns: readonly string[], host: string): boolean {
  const positive = patterns.filter((pattern) => !pattern.startsWith('!'));
  const negative = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return positive.some((pattern) => glob(pattern, host)) && !negative.some((pattern) => glob(pattern, host));
}

/** Match criteria that can be decided here; the others make the OpenSSH client be asked. */
function matches(line: Line, subject: ConfigSubject, options: SshOptions): boolean {
  if (!('criteria' in line)) return false;
  for (const [name, raw] of Object.entries(line.criteria)) {
    const list = words(raw).flatMap((word) => word.split(','));
    switch (name.toLowerCase()) {
      case 'all':
        break;
      case 'host':
        if (!hostMatches(list, options.get('hostname') ?? subject.host)) return false;
        break;
      case 'originalhost':
        if (!hostMatches(list, subject.host)) return false;
        break;
      case 'user':
        if (!hostMatches(list, options.get('user') ?? subject.user ?? userInfo().username)) return false;
        break;
      case 'localuser':
        if (!hostMatches(list, userInfo().username)) return false;
        break;
      default:
        options.obstacles.push(`"Match ${name}" in the ssh configuration`);
        return false;
    }
  }
  return true;
}

function words(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.map((word: { val: string }) => word.val);
}

function included(pattern: string, folder: string): string[] {
  const path = pattern.startsWith('~/') ? join(homedir(), pattern.slice(2)) : pattern;
  return expand(isAbsolute(path) ? path : join(folder, path));
}

/** Existing files that a path with wildcards names, in the order of their names. */
function expand(path: string): string[] {
  let found = ['/'];
  for (const segment of path.split('/').filter(Boolean)) {
    found = found.flatMap((folder) => {
      if (!/[*?]/.test(segment)) return [join(folder, segment)];
      const names = namesIn(folder).filter((name) => !name.startsWith('.') && glob(segment, name));
      return names.sort().map((name) => join(folder, name));
    });
  }
  return found.filter((file) => existsSync(file));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const parsed = new Map<string, SSHConfig>();

/** Many hosts share a configuration: every file is read once. */
function parseFile(file: string): SSHConfig {
  let config = parsed.get(file);
  if (!config) {
    try {
      config = SSHConfig.parse(readText(file) ?? '');
    } catch (cause) {
      throw new ConnectionError(`${file}: ${(cause as Error).message}`, { cause });
    }
    parsed.set(file, config);
  }
  return config;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
