import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Topology } from '../types.js';

/** Names the lab's control groups for the scripts, and for whoever removes them after a crash. */
const record = 'control-groups';

/**
 * Makes the control groups below which systemd of booted hosts keeps its services, in each hierarchy that it uses
 * (version 2, and `name=systemd` of version 1), and records them in the lab's directory. None for a lab without such hosts.
 */
export async function makeControlGroups(topology: Topology, directory: string): Promise<void> {
  if (!topology.hosts.some((host) => host.init === 'systemd')) return;
  const [mounts, own] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8'),
    readFile('/proc/self/cgroup', 'utf8'),
  ]);
  const name = `meshwright-lab-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  const groups = ownGroups(mounts, own).map((group) => join(group, name));
  await writeFile(join(directory, record), groups.map((group) => `${group}\n`).join(''));
  await Promise.all(groups.map((group) => mkdir(group, { recursive: true })));
}

/** Removes the lab's control groups when its processes have ended; waits 5 s at most for the kernel to notice that. */
export async function removeControlGroups(directory: string): Promise<void> {
  const text = await readFile(join(directory, record), 'utf8').catch(() => '');
  const deadline = Date.now() + 5_000;
  for (const group of text.split('\n').filter(Boolean)) {
    while (!(await removeTree(group)) && Date.now() < deadline) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }
}

/** The directories of the control groups that a process is in, by the texts of its `mountinfo` and `cgroup`. */
export function ownGroups(mountinfo: string, cgroup: string): string[] {
  const found = mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [root, point] = before.split(' ').slice(3, 5);
    const [type, , options = ''] = after.split(' ');
    const key =
      type === 'cgroup2'
        ? '0::'
        : type === 'cgroup' && /\bname=systemd\b/.test(options)
          ? ':name=systemd:'
          : '';
    if (key === '' || root === undefined || point === undefined) return [];
    const mine = cgroup
      .split('\n')
      .find((entry) => (key === '0::' ? entry.startsWith(key) : entry.includes(key)));
    if (mine === undefined) return [];
    const below = relative(root, mine.slice(mine.indexOf(key) + key.length));
    return below.startsWith('..') ? [] : [join(point, below)];
  });
  return [...new Set(found)];
}

/** Whether nothing is left of a control group and those below it. Their files go with the directories. */
async function removeTree(group: string): Promise<boolean> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return true;
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(group, entry.name));
  return rmdir(group).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}
