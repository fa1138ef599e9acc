import { describe, expect, it } from 'vitest';
import { type RecordedFacts, recordedProbe } from '../../test/support/recordedFacts.js';
import { hardwareFacts } from './hardware.js';
import { platformFacts } from './platform.js';
import { commandLine, dateTime, dns, environment, isChroot, lsb } from './system.js';
import { virtualFacts } from './virtual.js';

describe('the system', () => {
  it('keeps multi-line values of the environment', () => {
    expect(environment(recordedProbe({ sections: { env: 'A=1\nB=x\ny=not\n z\nC=' } }))).toEqual({
      A: '1',
      B: 'x',
      y: 'not\n z',
      C: '',
    });
  });
  it('reads the kernel command line', () => {
    const recorded = recordedProbe({
      files: { '/proc/cmdline': 'ro root=/dev/vda console=tty0 console=ttyS0 opt="a b"' },
    });
    expect(commandLine(recorded, false)).toEqual({
      ro: true,
      root: '/dev/vda',
      console: 'ttyS0',
      opt: 'a b',
    });
    expect(commandLine(recorded, true)).toMatchObject({ console: ['tty0', 'ttyS0'] });
  });
  it('reads the resolver configuration', () => {
    const text =
      '# x\nnameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a.example b.example\noptions ndots:2 rotate';
    expect(dns(recordedProbe({ files: { '/etc/resolv.conf': text } }))).toEqual({
      nameservers: ['10.0.0.1', '10.0.0.2'],
      search: ['a.example', 'b.example'],
      options: { ndots: '2', rotate: true },
    });
  });
  it('knows the name of summer time in winter', () => {
    const date = '2026 01 Monday 1 02 12 10 20 30 1768209630 123456789 CET +0100\nCET +0100\nCEST +0200';
    expect(dateTime(recordedProbe({ sections: { date } }))).toMatchObject({
      tz: 'CET',
      tz_dst: 'CEST',
      tz_offset: '+0100',
      iso8601: '2026-01-12T09:20:30Z',
      iso8601_basic: '20260112T102030123456',
    });
  });
  it.each([
    ['same root', '2 8\n2 8', false],
    ['another root', '77 8\n2 8', true],
    ['process 1 out of sight', '2 8', false],
    ['debian_chroot', 'debian_chroot\n2 8\n2 8', true],
  ])('chroot: %s', (_what, chroot, expected) => {
    expect(isChroot(recordedProbe({ sections: { chroot } }))).toBe(expected);
  });
  it('falls back to /etc/lsb-release', () => {
    expect(
      lsb(
        recordedProbe({
          files: {
            '/etc/lsb-release':
              'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\nDISTRIB_DESCRIPTION="Ubuntu 22.04"',
          },
        }),
      ),
    ).toEqual({
      id: 'Ubuntu',
      release: '22.04',
      description: 'Ubuntu 22.04',
      major_release: '22',
    });
  });
  it('takes the qualified name of the own address', () => {
    const recorded = recordedProbe({
      sections: { uname: 'Linux\nweb1\n6.1\n#1\nx86_64', fqdn: '10.0.0.1  web1 web1.example.net' },
    });
    expect(platformFacts(recorded)).toMatchObject({
      hostname: 'web1',
      fqdn: 'web1.example.net',
      domain: 'example.net',
    });
  });
  it.each<[RecordedFacts, string, string]>([
    [{ files: { '/proc/1/cgroup': '0::/docker/abc' } }, 'docker', 'guest'],
    [{ files: { '/sys/devices/virtual/dmi/id/sys_vendor': 'QEMU' } }, 'kvm', 'guest'],
    [{ files: { '/proc/cpuinfo': 'vendor_id\t: User Mode Linux' } }, 'uml', 'guest'],
    [{ files: { '/proc/modules': 'kvm 1 0 - Live' } }, 'kvm', 'host'],
    [{ files: { '/run/systemd/container': 'systemd-nspawn' } }, 'systemd-nspawn', 'guest'],
    [{}, 'NA', 'NA'],
  ])('virtualisation %#', (recorded, type, role) => {
    expect(virtualFacts(recordedProbe(recorded))).toMatchObject({
      virtualization_type: type,
      virtualization_role: role,
    });
  });
  it('counts processors and memory', () => {
    const cpu = ['0', '1', '2', '3']
      .map(
        (n) =>
          `processor\t: ${n}\nvendor_id\t: X\nmodel name\t: Y\nphysical id\t: 0\nsiblings\t: 4\ncore id\t: ${n}\ncpu cores\t: 2`,
      )
      .join('\n');
    const recorded = recordedProbe({
      files: {
        '/proc/cpuinfo': cpu,
        '/proc/self/status': 'Cpus_allowed:\t7',
        '/proc/meminfo': 'MemTotal: 2048 kB\nMemFree: 1024 kB\nBuffers: 0 kB\nCached: 512 kB',
      },
    });
    expect(hardwareFacts(recorded)).toMatchObject({
      processor_count: 1,
      processor_cores: 2,
      processor_threads_per_core: 2,
      processor_vcpus: 4,
      processor_nproc: 3,
      memtotal_mb: 2,
      memory_mb: { real: { used: 1 } },
    });
  });
});
