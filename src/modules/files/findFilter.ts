import { fail } from '../../diag/diagnostic.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import type { ArgsOf } from '../../spec/types.js';
import { compilePattern, escapePattern } from '../../value/pyre.js';
import { checksumAlgorithmArg } from './contentArgs.js';

export const findArgs = {
  paths: {
    type: 'list',
    elements: 'str',
    required: true,
    aliases: ['name', 'path'],
    description: 'Folders to search.',
  },
  patterns: {
    type: 'list',
    elements: 'str',
    default: [],
    aliases: ['pattern'],
    description: 'Shell patterns of names (expressions with use_regex); any one fits.',
  },
  excludes: {
    type: 'list',
    elements: 'str',
    aliases: ['exclude'],
    description: 'Patterns of names to leave out.',
  },
  use_regex: { type: 'bool', default: false, description: 'The patterns are Python regular expressions.' },
  contains: { type: 'str', description: 'Expression that a line of the file must match.' },
  read_whole_file: { type: 'bool', default: false, description: 'Match `contains` against the whole file.' },
  age: { type: 'str', description: 'At least this old (s, m, h, d, w); negative: at most.' },
  age_stamp: {
    type: 'str',
    default: 'mtime',
    choices: ['atime', 'ctime', 'mtime'],
    description: 'Which time `age` looks at.',
  },
  size: { type: 'str', description: 'At least this big (b, k, m, g, t); negative: at most.' },
  file_type: {
    type: 'str',
    default: 'file',
    choices: ['any', 'directory', 'file', 'link'],
    description: 'What to find.',
  },
  recurse: { type: 'bool', default: false, description: 'Search the folders below as well.' },
  depth: { type: 'int', description: 'How deep to search with recurse.' },
  hidden: { type: 'bool', default: false, description: 'Find names that start with a dot.' },
  follow: { type: 'bool', default: false, description: 'Follow links.' },
  get_checksum: { type: 'bool', default: false, description: 'Add a digest of each file.' },
  checksum_algorithm: checksumAlgorithmArg,
} as const;

export type FindArgs = ArgsOf<typeof findArgs>;

/** Whether a name is looked for. */
export function wantsName(args: FindArgs, name: string): boolean {
  if (name.startsWith('.') && !args.hidden) return false;
  const fits = (pattern: string) =>
    args.use_regex ? compilePattern(pattern).match(name) !== null : globPattern(pattern).test(name);
  if (args.excludes?.some(fits)) return false;
  return args.patterns.length === 0 || args.patterns.some(fits);
}

/** Whether type, age and size are as asked for; `now` in seconds since the epoch. */
export function meets(args: FindArgs, stat: FileStat, now: number): boolean {
  if (args.file_type !== 'any' && stat.type !== args.file_type) return false;
  if (args.age !== undefined) {
    const limit = amount(args.age, AGES, 'age');
    const age =
      now - (args.age_stamp === 'atime' ? stat.atime : args.age_stamp === 'ctime' ? stat.ctime : stat.mtime);
    if (limit >= 0 ? age < limit : age > -limit) return false;
  }
  if (args.size === undefined || stat.type === 'directory') return true;
  const limit = amount(args.size, SIZES, 'size');
  return limit >= 0 ? stat.size >= limit : stat.size <= -limit;
}

const AGES: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

function amount(text: string, units: Readonly<Record<string, number>>, name: string): number {
  const match = /^(-?\d+)([a-z]?)/i.exec(text.trim());
  const unit = units[match?.[2]?.toLowerCase() ?? ''];
  if (!match || unit === undefined) fail(`bad-${name}`, `failed to process ${name}: ${text}`);
  return Number(match[1]) * unit;
}

/** Python's fnmatch: `*`, `?`, `[seq]`, `[!seq]`. */
export function globPattern(pattern: string): RegExp {
  const source = pattern.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (char, not?: string, set?: string) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replaceAll('\\', '\\\\')}]`;
    return char === '*' ? '[\\s\\S]*' : char === '?' ? '[\\s\\S]' : escapePattern(char);
  });
  return new RegExp(`^${source}$`);
}
