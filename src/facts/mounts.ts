import { filesystemUuids } from './devices.js';
import type { ProbeOutput } from './output.js';

/** Mounted file systems with their sizes in bytes; `text` is the output of the mount script. */
export function mounts(text: string, probe: ProbeOutput): Record<string, unknown>[] {
  const [table = '', sizes = ''] = text.split('\x01statvfs\n');
  const uuids = filesystemUuids(probe);
  const bySize = new Map(sizes.split('\n').map((line) => sizeFacts(line)));
  return table.split('\n').flatMap((line) => {
    const [device = '', dir = '', fstype = '', options = ''] = line.split(' ').map(unescapeOctal);
    if (!(device.startsWith('/') || device.startsWith('\\') || device.includes(':/')) || fstype === 'none')
      return [];
    return [{ mount: dir, device, fstype, options, ...bySize.get(dir), uuid: uuids.get(device) ?? 'N/A' }];
  });
}

/** `blocksize blocks free available inodes free-inodes path`. */
function sizeFacts(line: string): [string, Record<string, number>] {
  const match = /^(\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (.*)$/.exec(line);
  if (!match) return ['', {}];
  const [size, total, , available, inodes, freeInodes] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [
    match[7]!,
    {
      size_total: size * total,
      size_available: size * available,
      block_size: size,
      block_total: total,
      block_available: available,
      block_used: total - available,
      inode_total: inodes,
      inode_available: freeInodes,
      inode_used: inodes - freeInodes,
    },
  ];
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_match, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
