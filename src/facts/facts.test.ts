import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShellHost } from '../../test/support/moduleContext.js';
import { toJs } from '../value/convert.js';
import { distributionFacts } from './distribution.js';
import { gatherFacts } from './gather.js';
import { hardwareFacts } from './hardware.js';
import { networkFacts } from './network.js';
import { parseProbeOutput } from './output.js';
import { packageManager, platformFacts, serviceManager } from './platform.js';
import { selectedCollectors } from './subsets.js';
import { commandLine, dateTime, dns, environment, isChroot, lsb } from './system.js';
import { virtualFacts } from './virtual.js';

interface Recorded {
  readonly files?: Readonly<Record<string, string>>;
  readonly sections?: Readonly<Record<string, string>>;
}

function probe({ files = {}, sections = {} }: Recorded) {
  const lines = Object.entries(files).flatMap(([path, text]) =>
    text.split('\n').map((line) => `${path}:${line}`),
  );
  const parts = { files: lines.join('\n'), ...sections };
  return parseProbeOutput(
    Object.entries(parts)
      .map(([name, text]) => `\x01${name}\n${text}\n`)
      .join(''),
  );
}

describe('the distribution', () => {
  it.each<[string, Recorded, Record<string, unknown>]>([
    [
      'Debian 12',
      {
        files: {
          '/etc/os-release': 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION_CODENAME=bookworm',
          '/etc/debian_version': '12.11',
        },
      },
      {
        distribution: 'Debian',
        distribution_version: '12.11',
        distribution_major_version: '12',
        distribution_minor_version: '11',
        distribution_release: 'bookworm',
        os_family: 'Debian',
      },
    ],
    [
      'Debian testing',
      {
        files: {
          '/etc/os-release': 'ID=debian\nVERSION_CODENAME=trixie',
          '/etc/debian_version': 'trixie/sid',
        },
      },
      { distribution: 'Debian', distribution_version: 'NA', distribution_release: 'trixie' },
    ],
    [
      'Ubuntu 22.04',
      {
        files: {
          '/etc/os-release':
            'ID=ubuntu\nID_LIKE=debian\nNAME="Ubuntu"\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy',
          '/etc/debian_version': 'bookworm/sid',
        },
      },
      {
        distribution: 'Ubuntu',
        distribution_version: '22.04',
        distribution_major_version: '22',
        distribution_release: 'jammy',
        os_family: 'Debian',
      },
    ],
    [
      'Rocky 9',
      {
        files: {
          '/etc/os-release': 'ID="rocky"\nVERSION_ID="9.3"',
          '/etc/redhat-release': 'Rocky Linux release 9.3 (Blue Onyx)',
        },
      },
      {
        distribution: 'Rocky',
        distribution_version: '9.3',
        distribution_major_version: '9',
        distribution_release: 'Blue Onyx',
        distribution_file_variety: 'RedHat',
        os_family: 'RedHat',
      },
    ],
    [
      'CentOS 7',
      {
        files: {
          '/etc/centos-release': 'CentOS Linux release 7.9.2009 (Core)',
          '/etc/redhat-release': 'CentOS Linux release 7.9.2009 (Core)',
        },
      },
      {
        distribution: 'CentOS',
        distribution_version: '7.9',
        distribution_major_version: '7',
        distribution_release: 'Core',
        distribution_file_variety: 'CentOS',
      },
    ],
    [
      'RHEL 8',
      { files: { '/etc/redhat-release': 'Red Hat Enterprise Linux release 8.8 (Ootpa)' } },
      {
        distribution: 'RedHat',
        distribution_version: '8.8',
        distribution_file_search_string: 'Red Hat',
        os_family: 'RedHat',
      },
    ],
    [
      'Alpine',
      { files: { '/etc/alpine-release': '3.18.4', '/etc/os-release': 'ID=alpine\nVERSION_ID=3.18.4' } },
      {
        distribution: 'Alpine',
        distribution_version: '3.18.4',
        distribution_major_version: '3',
        distribution_release: 'NA',
        os_family: 'Alpine',
      },
    ],
    [
      'openSUSE Leap',
      { files: { '/etc/os-release': 'NAME="openSUSE Leap"\nID="opensuse-leap"\nVERSION_ID="15.5"' } },
      {
        distribution: 'openSUSE Leap',
        distribution_version: '15.5',
        distribution_release: '5',
        os_family: 'Suse',
      },
    ],
    [
      'Arch',
      { sections: { exists: '/etc/arch-release' } },
      { distribution: 'Archlinux', os_family: 'Archlinux' },
    ],
    [
      'Amazon',
      { files: { '/etc/os-release': 'ID="amzn"\nVERSION_ID="2"' } },
      { distribution: 'Amazon', distribution_version: '2', os_family: 'RedHat' },
    ],
  ])('%s', (_name, recorded, facts) => {
    expect(distributionFacts(probe(recorded))).toMatchObject(facts);
  });
});

describe('managers', () => {
  it.each([
    ['apt', { os_family: 'Debian' }, '/usr/bin/dnf'],
    ['dnf', { os_family: 'RedHat', distribution: 'Rocky', distribution_major_version: '9' }, ''],
    ['yum', { os_family: 'RedHat', distribution: 'CentOS', distribution_major_version: '7' }, ''],
    ['yum', { os_family: 'RedHat', distribution: 'Amazon', distribution_major_version: '2' }, ''],
    ['apk', { os_family: 'Alpine' }, '/sbin/apk'],
    ['unknown', { os_family: 'X' }, ''],
  ])('packages: %s', (name, distribution, exists) => {
    expect(packageManager(probe({ sections: { exists } }), distribution)).toBe(name);
  });

  it.each([
    ['systemd', { files: { '/proc/1/comm': 'systemd' } }],
    [
      'systemd',
      {
        files: { '/proc/1/comm': 'bash' },
        sections: { exists: '/run/systemd/system', commands: 'systemctl' },
      },
    ],
    ['openrc', { files: { '/proc/1/comm': 'init' }, sections: { exists: '/sbin/openrc\n/etc/init.d' } }],
    ['sysvinit', { files: { '/proc/1/comm': 'init' }, sections: { exists: '/etc/init.d' } }],
    ['openwrt_init', { files: { '/proc/1/comm': 'procd' } }],
    ['service', {}],
  ])('services: %s', (name, recorded) => {
    expect(serviceManager(probe(recorded))).toBe(name);
  });
});

const network = probe({
  files: {
    '/sys/class/net/eth0/address': '02:00:00:00:00:01',
    '/sys/class/net/eth0/mtu': '1500',
    '/sys/class/net/eth0/operstate': 'up',
    '/sys/class/net/eth0/type': '1',
    '/sys/class/net/eth0/flags': '0x1103',
    '/sys/class/net/br-x/type': '1',
    '/sys/class/net/br-x/operstate': 'down',
    '/sys/class/net/br-x/bridge/bridge_id': '8000.020000000001',
    '/sys/class/net/br-x/bridge/stp_state': '0',
    '/sys/class/net/br-x/brif/eth0/port_no': '0x1',
    '/sys/class/net/bond0/bonding/slaves': 'eno1 eno2',
    '/sys/class/net/bond0/bonding/mode': 'active-backup 1',
    '/sys/class/net/bond0/bonding/miimon': '100',
  },
  sections: {
    interfaces: 'bond0 bonding\nbr-x bridge\neth0\n',
    pci: '/sys/class/net/eth0/device ../../../0000:00:03.0',
    addresses: `2: eth0@if3: <BROADCAST> mtu 1500 qdisc noqueue
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet 192.0.2.3/24 brd 192.0.2.255 scope global secondary eth0
    inet 10.1.1.1 peer 10.1.1.2/32 scope global eth0:1
    inet6 fd00::2/64 scope global
    inet6 fe80::1/64 scope link`,
    route4: '8.8.8.8 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0',
    route6: '2404:6800:400a:800::1012 from :: via fe80::99 dev eth0 src fd00::2 metric 1024',
  },
});

describe('the network', () => {
  const facts = networkFacts(network);
  it.each<[string, unknown]>([
    ['interfaces', ['bond0', 'br-x', 'eth0', 'eth0_1']],
    ['all_ipv4_addresses', ['192.0.2.2', '192.0.2.3', '10.1.1.1']],
    ['all_ipv6_addresses', ['fd00::2', 'fe80::1']],
    [
      'default_ipv4',
      {
        interface: 'eth0',
        address: '192.0.2.2',
        gateway: '192.0.2.1',
        broadcast: '192.0.2.255',
        netmask: '255.255.255.0',
        network: '192.0.2.0',
        prefix: '24',
        macaddress: '02:00:00:00:00:01',
        mtu: 1500,
        type: 'ether',
        alias: 'eth0',
      },
    ],
    [
      'default_ipv6',
      {
        interface: 'eth0',
        address: 'fd00::2',
        gateway: 'fe80::99',
        prefix: '64',
        scope: 'global',
        macaddress: '02:00:00:00:00:01',
        mtu: 1500,
        type: 'ether',
      },
    ],
  ])('%s', (name, value) => {
    expect(facts[name]).toEqual(value);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'eth0',
      {
        active: true,
        promisc: true,
        pciid: '0000:00:03.0',
        ipv4: { address: '192.0.2.2' },
        ipv4_secondaries: [{ address: '192.0.2.3' }],
        ipv6: [{ address: 'fd00::2' }, { scope: 'link' }],
      },
    ],
    ['eth0_1', { ipv4: { address: '10.1.1.1', netmask: '255.255.255.255' } }],
    ['br_x', { type: 'bridge', active: false, interfaces: ['eth0'], id: '8000.020000000001', stp: false }],
    ['bond0', { type: 'bonding', slaves: ['eno1', 'eno2'], mode: 'active-backup', miimon: '100' }],
  ])('interface %s', (name, value) => {
    expect(facts[name]).toMatchObject(value);
  });
});

describe('the system', () => {
  it('keeps multi-line values of the environment', () => {
    expect(environment(probe({ sections: { env: 'A=1\nB=x\ny=not\n z\nC=' } }))).toEqual({
      A: '1',
      B: 'x',
      y: 'not\n z',
      C: '',
    });
  });
  it('reads the kernel command line', () => {
    const recorded = probe({
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
    expect(dns(probe({ files: { '/etc/resolv.conf': text } }))).toEqual({
      nameservers: ['10.0.0.1', '10.0.0.2'],
      search: ['a.example', 'b.example'],
      options: { ndots: '2', rotate: true },
    });
  });
  it('knows the name of summer time in winter', () => {
    const date = '2026 01 Monday 1 02 12 10 20 30 1768209630 123456789 CET +0100\nCET +0100\nCEST +0200';
    expect(dateTime(probe({ sections: { date } }))).toMatchObject({
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
    expect(isChroot(probe({ sections: { chroot } }))).toBe(expected);
  });
  it('falls back to /etc/lsb-release', () => {
    expect(
      lsb(
        probe({
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
    const recorded = probe({
      sections: { uname: 'Linux\nweb1\n6.1\n#1\nx86_64', fqdn: '10.0.0.1  web1 web1.example.net' },
    });
    expect(platformFacts(recorded)).toMatchObject({
      hostname: 'web1',
      fqdn: 'web1.example.net',
      domain: 'example.net',
    });
  });
  it.each<[Recorded, string, string]>([
    [{ files: { '/proc/1/cgroup': '0::/docker/abc' } }, 'docker', 'guest'],
    [{ files: { '/sys/devices/virtual/dmi/id/sys_vendor': 'QEMU' } }, 'kvm', 'guest'],
    [{ files: { '/proc/cpuinfo': 'vendor_id\t: User Mode Linux' } }, 'uml', 'guest'],
    [{ files: { '/proc/modules': 'kvm 1 0 - Live' } }, 'kvm', 'host'],
    [{ files: { '/run/systemd/container': 'systemd-nspawn' } }, 'systemd-nspawn', 'guest'],
    [{}, 'NA', 'NA'],
  ])('virtualisation %#', (recorded, type, role) => {
    expect(virtualFacts(probe(recorded))).toMatchObject({
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
    const recorded = probe({
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

describe('gather_subset', () => {
  it.each([
    [['all'], ['network', 'hardware', 'env'], []],
    [['!all'], ['env', 'distribution'], ['network', 'hardware']],
    [['!all', '!min', 'network'], ['network'], ['env', 'hardware']],
    [['!hardware'], ['network', 'env'], ['hardware']],
    [['network', 'virtualization_type'], ['network', 'virtual', 'env'], ['hardware']],
    [['min'], ['env'], ['network']],
  ])('%j', (subset, inside, outside) => {
    const chosen = selectedCollectors(subset);
    expect(inside.every((name) => chosen.has(name))).toBe(true);
    expect(outside.some((name) => chosen.has(name))).toBe(false);
  });
  it('names the allowed words for an unknown one', () => {
    expect(() => selectedCollectors(['bogus'])).toThrow(
      /^Bad subset 'bogus' given to Ansible. gather_subset options allowed: all, all_ipv4/,
    );
  });
});

describe('gathering from a running host', () => {
  const dir = mkdtempSync(join(tmpdir(), 'facts-'));
  beforeAll(() => {
    writeFileSync(join(dir, 'json.fact'), '{"a": 1.0, "b": [true]}');
    writeFileSync(join(dir, 'ini.fact'), '[Main]\nKey = value\nother: 2\n');
    writeFileSync(join(dir, 'run.fact'), '#!/bin/sh\necho \'{"x": "y"}\'\n', { mode: 0o755 });
    writeFileSync(join(dir, 'broken.fact'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    writeFileSync(join(dir, 'junk.fact'), 'neither\n');
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each(['/bin/sh', '/bin/bash'])('needs two frames, also with %s', async (shell) => {
    const host = new ShellHost({ shell });
    const facts = toJs(await gatherFacts(host)) as Record<string, unknown>;
    expect(host.scripts).toHaveLength(2);
    expect(facts).toMatchObject({
      ansible_system: 'Linux',
      ansible_lo: { device: 'lo' },
      module_setup: true,
      gather_subset: ['all'],
    });
    expect(facts.ansible_mounts).toEqual(
      expect.arrayContaining([expect.objectContaining({ mount: expect.any(String) as string })]),
    );
  });

  it('reads local facts of every form', async () => {
    const warnings: string[] = [];
    const facts = await gatherFacts(new ShellHost(), {
      subset: ['!all', '!min', 'local'],
      factPath: dir,
      warn: (text) => warnings.push(text),
    });
    expect(toJs(facts.get('ansible_local')!)).toEqual({
      broken: `Failure executing fact script (${dir}/broken.fact), rc: 3, err: `,
      ini: { Main: { key: 'value', other: '2' } },
      json: { a: 1, b: [true] },
      junk: `error loading facts: neither JSON nor INI in ${dir}/junk.fact`,
      run: { x: 'y' },
    });
    expect(warnings).toHaveLength(2);
  });

  it('filters by shell patterns with or without the prefix', async () => {
    const facts = await gatherFacts(new ShellHost(), {
      subset: ['!all'],
      filter: ['distribution_v*', 'ansible_kernel'],
    });
    expect([...facts.keys()]).toEqual(['ansible_kernel', 'ansible_distribution_version']);
  });
});
