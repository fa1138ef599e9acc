import type { FileStat } from '../../shell/primitives/statRecord.js';
import type { Value } from '../../value/types.js';

const BITS = {
  wusr: 0o200,
  rusr: 0o400,
  xusr: 0o100,
  wgrp: 0o020,
  rgrp: 0o040,
  xgrp: 0o010,
  woth: 0o002,
  roth: 0o004,
  xoth: 0o001,
};

/** The facts of a path under the names of Ansible's stat and find modules. */
export function statValue(stat: FileStat, path: string): Record<string, Value | undefined> {
  return {
    path,
    mode: stat.mode.toString(8).padStart(4, '0'),
    isdir: stat.type === 'directory',
    ischr: stat.type === 'char',
    isblk: stat.type === 'block',
    isreg: stat.type === 'file',
    isfifo: stat.type === 'fifo',
    islnk: stat.type === 'link',
    issock: stat.type === 'socket',
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    inode: stat.inode,
    dev: stat.device,
    nlink: stat.nlink,
    atime: stat.atime,
    mtime: stat.mtime,
    ctime: stat.ctime,
    ...Object.fromEntries(Object.entries(BITS).map(([name, bit]) => [name, (stat.mode & bit) !== 0])),
    isuid: (stat.mode & 0o4000) !== 0,
    isgid: (stat.mode & 0o2000) !== 0,
    pw_name: stat.owner,
    gr_name: stat.group,
  };
}
