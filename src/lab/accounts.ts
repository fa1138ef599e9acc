import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ArchiveEntry } from './archive.js';
import type { Host, ShellName } from './types.js';

const run = promisify(execFile);

/** The program behind /bin/sh. */
export const shells: Readonly<Record<ShellName, string>> = {
  dash: 'dash',
  bash: 'bash',
  busybox: 'busybox',
  mksh: 'mksh',
};

/** Id of a host's first user; the others follow. */
export const firstUser = 1000;

/** passwd, group, shadow and sudoers: the machine's system accounts, root without a password, the host's users. */
export async function accountFiles(host: Host): Promise<ArchiveEntry[]> {
  const [passwd, group] = await Promise.all([
    readFile('/etc/passwd', 'utf8'),
    readFile('/etc/group', 'utf8'),
  ]);
  const shell = `/bin/${shells[host.shell] === 'busybox' ? 'sh' : shells[host.shell]}`;
  const system = passwd
    .split('\n')
    .filter((line) => isSystem(line.split(':')[2]) && !line.startsWith('root:'));
  const groups = group.split('\n').filter((line) => isSystem(line.split(':')[2]));
  const users = host.users.map((user, index) => ({ ...user, id: firstUser + index }));
  const hashes = await Promise.all(
    users.map((user) => (user.password === undefined ? '*' : hash(user.password))),
  );
  const locked = [...system].map((line) => `${line.split(':')[0]}:*:19000:0:99999:7:::`);
  const shadow = Number(groups.find((line) => line.startsWith('shadow:'))?.split(':')[2] ?? 0);
  const sudo = users
    .filter((user) => user.sudo !== 'none')
    .map((user) => `${user.name} ALL=(ALL:ALL) ${user.sudo === 'nopasswd' ? 'NOPASSWD: ' : ''}ALL`);
  const lines = (items: readonly string[]) => `${items.join('\n')}\n`;
  return [
    {
      kind: 'file',
      path: 'etc/passwd',
      content: lines([
        `root:x:0:0:root:/root:${shell}`,
        ...system,
        ...users.map((user) => `${user.name}:x:${user.id}:${user.id}::/home/${user.name}:${shell}`),
      ]),
    },
    {
      kind: 'file',
      path: 'etc/group',
      content: lines([
        ...groups.map((line) => line.split(':').slice(0, 3).join(':').concat(':')),
        ...users.map((user) => `${user.name}:x:${user.id}:`),
      ]),
    },
    {
      kind: 'file',
      path: 'etc/shadow',
      mode: 0o640,
      gid: shadow,
      content: lines([
        'root:*:19000:0:99999:7:::',
        ...locked,
        ...users.map((user, index) => `${user.name}:${hashes[index]}:19000:0:99999:7:::`),
      ]),
    },
    {
      kind: 'file',
      path: 'etc/sudoers',
      mode: 0o440,
      content: lines([
        'Defaults env_reset',
        'Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"',
        'root ALL=(ALL:ALL) ALL',
        ...sudo,
        '@includedir /etc/sudoers.d',
      ]),
    },
  ];
}

function isSystem(id: string | undefined): boolean {
  return id !== undefined && id !== '' && (Number(id) < 1000 || id === '65534');
}

async function hash(password: string): Promise<string> {
  const child = run('busybox', ['mkpasswd', '-m', 'sha512', '-P', '0']);
  child.child.stdin?.end(`${password}\n`);
  return (await child).stdout.trim();
}
