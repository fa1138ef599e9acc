import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../programs.js';
import { cardMac, makeInitramfs, modulesOfRoot } from './initramfs.js';
import type { Machine } from './machine.js';

const run = promisify(execFile);
const program = 'qemu-system-x86_64';

/** A kernel of this machine that a guest can be started with. */
interface Kernel {
  readonly image: string;
  /** Files of the modules that it needs before it has its root. */
  readonly modules: readonly string[];
}

/** Whether the processor says that it can run guests: what claims KVM without it is not tried. */
export async function hasVirtualisation(): Promise<boolean> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  return /^flags\s*:.*\b(vmx|svm)\b/m.test(text);
}

/** The kernel that runs, when /boot has it, else the newest that /boot and /lib/modules have; or in words what is missing. */
export async function findKernel(): Promise<Kernel | string> {
  if (!(await isInstalled(program))) return `${program} is not installed (Debian: qemu-system-x86)`;
  const versions = (await readdir('/boot').catch(() => []))
    .flatMap((name) => /^vmlinuz-(.+)$/.exec(name)?.[1] ?? [])
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const preferred = [release(), ...versions].filter((version) => versions.includes(version));
  for (const version of preferred) {
    const modules = await modulesOfRoot(version).catch(() => undefined);
    if (modules !== undefined) return { image: `/boot/vmlinuz-${version}`, modules };
  }
  return 'no kernel in /boot has modules for virtio and 9p in /lib/modules (Debian: linux-image-amd64)';
}

/**
 * QEMU with a kernel of this machine, whose root is this machine's by 9p (read-only). `emulated` needs nothing of the
 * processor and is some ten times slower.
 */
export function qemu(name: 'kvm' | 'emulated', kernel: Kernel): Machine {
  return {
    name,
    environment: {},
    patience: name === 'kvm' ? 120_000 : 300_000,
    write: (folder) => makeInitramfs(kernel.modules, join(folder, 'initramfs')),
    command: (cards, memory) => [
      ...guest(name, kernel, '/run/lab/full/initramfs', memory),
      ...['-fsdev', 'local,id=machine,path=/,security_model=none,multidevs=remap,readonly=on'],
      ...['-device', 'virtio-9p-pci,fsdev=machine,mount_tag=machine'],
      ...cards.flatMap((_, n) => card(n)),
    ],
  };
}

/**
 * Tries for ten seconds whether a guest boots: there are machines whose /dev/kvm opens and whose guests hang.
 * Resolves to what is wrong, or undefined.
 */
export async function problemOf(name: 'kvm' | 'emulated', kernel: Kernel): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'mw-guest-'));
  const initramfs = join(folder, 'initramfs');
  try {
    await makeInitramfs(kernel.modules, initramfs);
    // By a program that ends it also when this process is killed meanwhile.
    const words = ['--signal=KILL', '10', ...guest(name, kernel, initramfs, 256, 'rdinit=/trial')];
    const { stdout } = await run('timeout', words);
    return stdout.includes('booted') ? undefined : 'a guest ended before it had booted';
  } catch (error) {
    const { code, signal, stderr } = error as { code?: number; signal?: string; stderr?: string };
    if (code === 137 || signal === 'SIGKILL') return 'a guest did not boot within 10 s';
    return stderr?.trim() || String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Words for a guest that has nothing but its kernel, and ends where it would boot again. */
function guest(
  name: 'kvm' | 'emulated',
  kernel: Kernel,
  initramfs: string,
  memory: number,
  parameter = 'panic=-1',
): string[] {
  const processor =
    name === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,thread=multi', '-cpu', 'max'];
  return [
    program,
    ...processor,
    ...['-machine', 'q35', '-smp', '2', '-m', `${memory}M`, '-nodefaults', '-no-user-config'],
    ...['-display', 'none', '-serial', 'stdio', '-no-reboot'],
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-kernel', kernel.image, '-initrd', initramfs],
    ...['-append', `console=ttyS0 quiet ${parameter}`],
  ];
}

/** Checksums are made by the guest's kernel: what leaves through a tap may reach Open vSwitch's userspace datapath. */
function card(n: number): string[] {
  const offloads =
    'csum=off,gso=off,guest_csum=off,guest_tso4=off,guest_tso6=off,guest_ecn=off,guest_ufo=off';
  return [
    ...['-netdev', `tap,id=n${n},ifname=u${n},script=no,downscript=no`],
    ...['-device', `virtio-net-pci,netdev=n${n},mac=${cardMac(n)},romfile=,${offloads}`],
  ];
}
