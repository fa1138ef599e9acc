type FileType = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'char' | 'block';

/** What is known about one path of the target. Times are seconds since the epoch, fractions included. */
export interface FileStat {
  /** The path with `~` and variables replaced. */
  readonly path: string;
  readonly exists: boolean;
  /** The path itself is a symbolic link, also when it was followed or dangles. */
  readonly isLink: boolean;
  /** Where the link points, as written in it. */
  readonly link?: string;
  /** The path with every link resolved; only for links, and when asked for. */
  readonly real?: string;
  readonly type: FileType | undefined;
  /** Permission bits including set-id and sticky (0–07777). */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** undefined when the id has no name. */
  readonly owner?: string;
  readonly group?: string;
  readonly size: number;
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: number;
  readonly nlink: number;
  readonly device: number;
  readonly rdev: number;
  readonly blocks: number;
  readonly blockSize: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  /** A readable regular file (after following, when asked to follow). */
  readonly hasData: boolean;
  /** Digest in the algorithm asked for. */
  readonly checksum?: string;
}

interface Head {
  readonly flags: string;
  readonly path: string;
  readonly link: string;
  readonly real: string;
}

/** The file type in the upper bits of st_mode. */
const TYPES: ReadonlyMap<number, FileType> = new Map([
  [0o01, 'fifo'],
  [0o02, 'char'],
  [0o04, 'directory'],
  [0o06, 'block'],
  [0o10, 'file'],
  [0o12, 'link'],
  [0o14, 'socket'],
]);

/** The record of a path that does not exist (or is a followed link that dangles). */
export function absentFile(head: Head): FileStat {
  return record(head, undefined);
}

/** Builds the record from one line in `mw_stat_format`. */
export function parseStatLine(line: string, head: Head): FileStat {
  return record(head, line.split('|'));
}

/** One literal and no spread: thousands of these are made, of one shape that V8 knows. */
function record({ path, link, real, flags }: Head, fields: readonly string[] | undefined): FileStat {
  const f = fields ?? [];
  const number = (i: number) => Number(f[i] ?? 0);
  const hex = (i: number) => Number.parseInt(f[i] ?? '0', 16);
  const raw = hex(0);
  const found: { -readonly [K in keyof FileStat]: FileStat[K] } = {
    path,
    exists: fields !== undefined,
    isLink: flags.includes('l'),
    type: TYPES.get(raw >> 12),
    mode: raw & 0o7777,
    uid: number(1),
    gid: number(2),
    size: number(5),
    atime: number(6) + fraction(f[16]),
    mtime: number(7) + fraction(f[17]),
    ctime: number(8) + fraction(f[18]),
    inode: number(9),
    nlink: number(10),
    device: number(11),
    rdev: hex(14) * 256 + hex(15),
    blocks: number(12),
    blockSize: number(13),
    readable: flags.includes('r'),
    writable: flags.includes('w'),
    executable: flags.includes('x'),
    hasData: flags.includes('f'),
  };
  if (link !== '') found.link = link;
  if (real !== '') found.real = real;
  if (named(f[3])) found.owner = f[3]!;
  if (named(f[4])) found.group = f[4]!;
  return found;
}

function named(name: string | undefined): boolean {
  return name !== undefined && name !== 'UNKNOWN' && name !== '?';
}

/** `2026-01-02 03:04:05.166025964 +0000` → 0.166025964 */
function fraction(time: string | undefined): number {
  const digits = /\.(\d+)/.exec(time ?? '')?.[1];
  return digits === undefined ? 0 : Number(`0.${digits}`);
}
