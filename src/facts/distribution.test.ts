import { describe, expect, it } from 'vitest';
import { type RecordedFacts, recordedProbe } from '../../test/support/recordedFacts.js';
import { distributionFacts } from './distribution.js';
import { packageManager, serviceManager } from './platform.js';

describe('the distribution', () => {
  it.each<[string, RecordedFacts, Record<string, unknown>]>([
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
    expect(distributionFacts(recordedProbe(recorded))).toMatchObject(facts);
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
    expect(packageManager(recordedProbe({ sections: { exists } }), distribution)).toBe(name);
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
    expect(serviceManager(recordedProbe(recorded))).toBe(name);
  });
});
