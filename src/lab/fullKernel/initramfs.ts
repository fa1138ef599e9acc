import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const macPrefix = '02:6d:77:00:00';

/** The address of the n-th card, by which the guest names it `vec<n>`. */
export const cardMac = (n: number): string => `${macPrefix}:${n.toString(16).padStart(2, '0')}`;

/** First program of a guest: mounts this machine's root and goes on with the lab's own first program there. */
const init = `#!/bin/busybox sh
busybox mount -t proc proc /proc
while read -r module; do /bin/insmod "$module"; done </modules
card=0
while
  busybox nameif "vec$card" "$(printf '${macPrefix}:%02x' "$card")"
  busybox grep -q "vec$card:" /proc/net/dev
do card=$((card + 1)); done
if ! busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=524288,cache=loose,ro machine /root; then
  echo 'failed full-kernel'
  busybox reboot -f
fi
busybox umount /proc
exec busybox switch_root /root /run/lab/full-init.sh
`;

/** Says that a guest booted, and ends it. */
const trial = `#!/bin/busybox sh
echo booted
busybox reboot -f
`;

/**
 * Files of the modules that a guest needs before it has its root, in an order in which each finds what it needs; those
 * that the kernel has built in have none.
 * @throws where the kernel has no such module.
 */
export async function modulesOfRoot(version: string): Promise<string[]> {
  const needed = ['virtio_pci', '9pnet_virtio', '9p', 'virtio_net'];
  const { stdout } = await run('modprobe', ['--set-version', version, '--show-depends', '--all', ...needed]);
  return [...new Set([...stdout.matchAll(/^insmod (\S+)/gm)].map(([, file]) => file!))];
}

/** Writes the file system that a guest's kernel starts with: busybox, kmod (which reads compressed modules) and modules. */
export async function makeInitramfs(modules: readonly string[], file: string): Promise<void> {
  const folder = `${file}.d`;
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(`${folder}/init`, init, { mode: 0o755 }),
    writeFile(`${folder}/trial`, trial, { mode: 0o755 }),
    writeFile(`${folder}/modules`, modules.map((module) => `${module}\n`).join('')),
    ...['dev', 'proc', 'root'].map((name) => mkdir(`${folder}/${name}`)),
  ]);
  await run('sh', ['-c', pack, 'sh', file, ...modules], { cwd: folder });
  await rm(folder, { recursive: true });
}

const pack = `set -eu
file=$1
shift
for program in /bin/busybox /bin/kmod; do
  cp -L --parents "$program" $(ldd "$program" | grep -o '/[^ ]*') .
done
ln -s kmod bin/insmod
[ $# = 0 ] || cp --parents "$@" .
find . | busybox cpio -o -H newc >"$file" 2>/dev/null
`;
