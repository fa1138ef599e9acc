import { describe, expect, it } from 'vitest';
import { ownGroups } from './controlGroups.js';

const line = (root: string, point: string, type: string, options: string) =>
  `30 20 0:1 ${root} ${point} rw,relatime shared:1 - ${type} ${type} ${options}`;

describe('the control groups that systemd of a host needs', () => {
  it.each<[string, string[], string, string[]]>([
    [
      'version 2 alone',
      [line('/', '/sys/fs/cgroup', 'cgroup2', 'rw,nsdelegate')],
      '0::/user.slice/shell.scope\n',
      ['/sys/fs/cgroup/user.slice/shell.scope'],
    ],
    [
      'both versions',
      [
        line('/', '/sys/fs/cgroup/cpu', 'cgroup', 'rw,cpu'),
        line('/', '/sys/fs/cgroup/systemd', 'cgroup', 'rw,name=systemd'),
        line('/', '/sys/fs/cgroup/unified', 'cgroup2', 'rw'),
      ],
      '4:cpu:/a\n3:name=systemd:/b\n0::/\n',
      ['/sys/fs/cgroup/systemd/b', '/sys/fs/cgroup/unified'],
    ],
    [
      'a container that sees its own part only',
      [line('/docker/1', '/sys/fs/cgroup', 'cgroup2', 'rw')],
      '0::/docker/1/init\n',
      ['/sys/fs/cgroup/init'],
    ],
    [
      'a mount of a part that this process is not in',
      [line('/other', '/mnt', 'cgroup2', 'rw')],
      '0::/mine\n',
      [],
    ],
  ])('are this process’s own: %s', (_, mounts, own, expected) => {
    expect(ownGroups(`${mounts.join('\n')}\n`, own)).toEqual(expected);
  });
});
