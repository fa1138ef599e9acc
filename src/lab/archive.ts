const block = 512;

/** One file of an archive. Paths are relative, without a leading slash. */
export type ArchiveEntry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly content: string | Buffer;
      readonly mode?: number;
      readonly gid?: number;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      readonly kind: 'device';
      readonly path: string;
      readonly major: number;
      readonly minor: number;
      readonly mode?: number;
    }
  | {
      readonly kind: 'directory';
      readonly path: string;
      readonly mode?: number;
      readonly gid?: number;
      readonly uid?: number;
      readonly opaque?: boolean;
    };

/**
 * Packs entries into a tar archive (POSIX pax). It exists because one `tar -x` in a fresh host is cheaper than a
 * process per file, and because device nodes are what overlayfs calls a whiteout.
 * An `opaque` directory carries the attribute by which overlayfs hides what lies below; extract with
 * `--xattrs --xattrs-include=trusted.*`.
 */
export function packArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts: Buffer[] = [];
  for (const entry of entries) {
    if (entry.kind === 'directory' && entry.opaque) {
      parts.push(...record('x', 'pax', paxRecord('SCHILY.xattr.trusted.overlay.opaque', 'y'), {}));
    }
    parts.push(...pack(entry));
  }
  parts.push(Buffer.alloc(2 * block));
  return Buffer.concat(parts);
}

/** The entry that hides a path of the lower layers. */
export function whiteout(path: string): ArchiveEntry {
  return { kind: 'device', path, major: 0, minor: 0, mode: 0 };
}

function pack(entry: ArchiveEntry): Buffer[] {
  switch (entry.kind) {
    case 'file':
      return record('0', entry.path, Buffer.from(entry.content), {
        mode: entry.mode ?? 0o644,
        gid: entry.gid ?? 0,
      });
    case 'link':
      return record('2', entry.path, Buffer.alloc(0), { mode: 0o777, target: entry.target });
    case 'device':
      return record('3', entry.path, Buffer.alloc(0), {
        mode: entry.mode ?? 0o666,
        major: entry.major,
        minor: entry.minor,
      });
    case 'directory':
      return record('5', `${entry.path}/`, Buffer.alloc(0), {
        mode: entry.mode ?? 0o755,
        gid: entry.gid ?? 0,
        uid: entry.uid ?? 0,
      });
  }
}

interface Header {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly target?: string;
  readonly major?: number;
  readonly minor?: number;
}

function record(type: string, path: string, content: Buffer, fields: Header): Buffer[] {
  const head = Buffer.alloc(block);
  const cut = path.length > 99 ? path.lastIndexOf('/', path.length - 2) : -1;
  const name = path.slice(cut + 1);
  if (Buffer.byteLength(name) > 99) throw new RangeError(`path too long for the archive: ${path}`);
  head.write(name, 0);
  octal(head, 100, 8, fields.mode ?? 0o644);
  octal(head, 108, 8, fields.uid ?? 0);
  octal(head, 116, 8, fields.gid ?? 0);
  octal(head, 124, 12, content.length);
  octal(head, 136, 12, Math.floor(Date.now() / 1000));
  head.write('        ', 148);
  head.write(type, 156);
  head.write(fields.target ?? '', 157);
  head.write('ustar\x0000', 257, 'latin1');
  octal(head, 329, 8, fields.major ?? 0);
  octal(head, 337, 8, fields.minor ?? 0);
  if (cut > 0) head.write(path.slice(0, cut), 345);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const padding = (block - (content.length % block)) % block;
  return [head, content, Buffer.alloc(padding)];
}

function octal(head: Buffer, at: number, width: number, value: number): void {
  head.write(value.toString(8).padStart(width - 1, '0'), at);
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
