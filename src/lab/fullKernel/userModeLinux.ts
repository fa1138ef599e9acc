import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.js';

/** Debian's user-mode Linux: a kernel that is a program, whose root is this machine's by hostfs. Works wherever ptrace does. */
export async function userModeLinux(): Promise<Machine> {
  const environment = await processorEnvironment();
  const filtered = Object.keys(environment).length > 0;
  return {
    name: 'uml',
    environment,
    patience: 120_000,
    write: (folder) => writeFile(join(folder, 'filter.pl'), filter),
    command: (cards, memory) => [
      ...(filtered ? ['perl', '/run/lab/full/filter.pl'] : []),
      ...['linux.uml', `mem=${memory}M`],
      ...cards.map((mtu, n) => `vec${n}:transport=tap,ifname=u${n},depth=128,gro=1,mtu=${mtu}`),
      ...['rootfstype=hostfs', 'rootflags=/', 'ro', 'init=/run/lab/full-init.sh'],
      ...['con=null', 'con0=null,fd:1', 'quiet'],
      ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ],
  };
}

/**
 * Keeps programs from registers beyond SSE. User-mode Linux before 6.13 cannot carry the large register state of
 * processors with AMX (ptrace refuses a part of it), and saves only the part up to SSE when it is told that there is
 * no more (see `filter`): glibc and OpenSSL must then not keep anything in the rest.
 */
const onlySse: Readonly<Record<string, string>> = {
  GLIBC_TUNABLES:
    'glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-AVX512CD,-AVX512DQ,-AVX_Fast_Unaligned_Load',
  OPENSSL_ia32cap: '~0x1c00000000000000:0',
};

/** Empty where the processor needs nothing. */
async function processorEnvironment(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  return /^flags\s*:.*\bamx_tile\b/m.test(text) ? onlySse : {};
}

/**
 * Refuses ptrace(PTRACE_GETREGSET, …, NT_X86_XSTATE) to the program that it starts, by seccomp(2): user-mode Linux
 * then falls back to PTRACE_GETFPREGS. In Perl because every Debian has it and a shell cannot call prctl(2).
 */
const filter = `use strict;
my ($load, $equal, $return) = (0x20, 0x15, 0x06);
my ($ptrace, $getregset, $xstate, $einval) = (101, 0x4204, 0x202, 22);
my @filter = (
  [$load, 0, 0, 0], [$equal, 0, 5, $ptrace],
  [$load, 0, 0, 16], [$equal, 0, 3, $getregset],
  [$load, 0, 0, 32], [$equal, 0, 1, $xstate],
  [$return, 0, 0, 0x00050000 | $einval],
  [$return, 0, 0, 0x7fff0000],
);
my $code = join '', map { pack 'SCCL', @$_ } @filter;
my $program = pack 'S x6 P', scalar(@filter), $code;
syscall(157, 38, 1, 0, 0, 0) == 0 or die "PR_SET_NO_NEW_PRIVS: $!";
syscall(157, 22, 2, $program) == 0 or die "PR_SET_SECCOMP: $!";
exec @ARGV or die "$ARGV[0]: $!";
`;
