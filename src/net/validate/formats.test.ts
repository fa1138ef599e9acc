import { describe, expect, it } from 'vitest';
import type { Value } from '../../value/types.js';
import { cidr, ip, ip4, ip6, mac, network, network4, network6 } from './addressFormats.js';
import { bool, choice, fileMode, filled, ifname, int, mtu, name, port, table, text, vid } from './formats.js';
import type { Format } from './verdict.js';

const verdict = (format: Format<unknown>, value: Value): unknown => {
  const found = format(value);
  return 'problem' in found ? [found.problem, found.fix] : found.value;
};

describe('formats give the canonical value of', () => {
  it.each<[string, Format<unknown>, Value, unknown]>([
    ['the shortest name of a device', ifname, 'a', 'a'],
    ['a name of 15 bytes with a dot', ifname, 'bond0.993.long1', 'bond0.993.long1'],
    ['a MAC address without zeros', mac, '2:0:C0:a8:1:A', '02:00:c0:a8:01:0a'],
    ['a MAC address with dashes', mac, '02-00-c0-a8-01-0a', '02:00:c0:a8:01:0a'],
    ['an IPv4 address', ip4, '192.0.2.1', '192.0.2.1'],
    ['an IPv6 address', ip6, '2001:DB8:0:0::1', '2001:db8::1'],
    ['an address of either family', ip, '::FFFF', '::ffff'],
    ['an IPv4 address with prefix', cidr, '192.0.2.1/24', { family: 4, address: '192.0.2.1', prefix: 24 }],
    ['a network', network4, '192.0.2.0/25', { family: 4, address: '192.0.2.0', prefix: 25 }],
    ['an IPv6 network', network6, '2001:db8::/32', { family: 6, address: '2001:db8::', prefix: 32 }],
    ['the default network', network, '0.0.0.0/0', { family: 4, address: '0.0.0.0', prefix: 0 }],
    ['the last port', port, 65535, 65535],
    ['the last VLAN', vid, 4094, 4094],
    ['a table', table, 4294967295, 4294967295],
    ['the smallest MTU', mtu, 68, 68],
    ['a name', name, 'public_993', 'public_993'],
    ['a name of 31 letters', name, `a${'b'.repeat(30)}`, `a${'b'.repeat(30)}`],
    ['a boolean', bool, false, false],
    ['a number where a text is meant', text, 7, '7'],
    ['a file mode', fileMode, '644', '0644'],
    ['a choice', choice('vmc', 'both'), 'both', 'both'],
  ])('%s', (_what, format, value, canonical) => {
    expect(verdict(format, value)).toEqual(canonical);
  });
});

describe('formats refuse, with the value and a remedy', () => {
  it.each<[string, Format<unknown>, Value, string, string?]>([
    ['an empty device name', ifname, '', '"" is no device\'s name', 'without blanks'],
    [
      '16 bytes',
      ifname,
      'bond0.993.longer',
      '"bond0.993.longer" is no device\'s name: it has 16 bytes of at most 15',
    ],
    ['letters of several bytes', ifname, 'äöüäöüäö', 'it has 16 bytes'],
    ['a slash', ifname, 'a/b', '"a/b" is no device\'s name', '"/"'],
    ['a colon', ifname, 'eth0:1', '"eth0:1" is no', ''],
    ['..', ifname, '..', '".." is no', ''],
    ['the name of all devices', ifname, 'all', '"all" is reserved'],
    ['loopback', ifname, 'lo', '"lo" is reserved'],
    [
      'a number that YAML made of a MAC address',
      mac,
      12345,
      '12345 is a number, not a MAC address',
      'in quotes',
    ],
    ['five bytes', mac, '02:00:00:00:01', '"02:00:00:00:01" is not a MAC address', 'six hexadecimal pairs'],
    ['multicast', mac, '01:00:5e:00:00:01', '01:00:5e:00:00:01 is a multicast address', 'is even'],
    ['no MAC address at all', mac, '0:0:0:0:0:0', 'is no unicast MAC address'],
    ['the other family', ip4, '2001:db8::1', '"2001:db8::1" is not an IPv4 address'],
    ['an address with prefix', ip, '192.0.2.1/24', '"192.0.2.1/24" is not an IP address', 'leave out /24'],
    ['an address without', cidr, '192.0.2.1', 'is not an IP address with prefix length', '192.0.2.1/24'],
    ['a prefix of 33', cidr, '192.0.2.1/33', '"192.0.2.1/33" is not an IP address', '192.0.2.1/24'],
    [
      'bits behind the prefix',
      network,
      '192.0.2.1/24',
      '192.0.2.1/24 has bits',
      'did you mean 192.0.2.0/24?',
    ],
    ['bits in IPv6', network6, '2001:db8::1/64', '2001:db8::1/64 has bits', 'did you mean 2001:db8::/64?'],
    ['port 0', port, 0, '0 is not a port', '1 to 65535'],
    ['a port of text', port, '80', '"80" is a text, not a number', 'write 80 without quotes'],
    ['a quoted VLAN', vid, '992', '"992" is a text, not a number', 'write 992 without quotes'],
    ['VLAN 4095', vid, 4095, '4095 is not a VLAN id', '1 to 4094'],
    ['half a number', int(1, 9), 1.5, '1.5 is not a number'],
    ['a boolean for a number', int(0, 1), true, 'true is not a number'],
    ['the table main', table, 254, "254 is the kernel's table main", 'another number'],
    ['table 0', table, 0, '0 is not a routing table'],
    ['a capital', name, 'Public', '"Public" is not a name', 'a letter first'],
    ['32 letters', name, 'a'.repeat(32), 'is not a name', ''],
    ['a quoted boolean', bool, 'no', '"no" is a text, not a boolean', 'write no without quotes'],
    ['1 for true', bool, 1, '1 is not a boolean', 'true or false'],
    ['a boolean for a text', text, true, 'true is a boolean where a text is meant', '"true" in quotes'],
    ['blanks for a text', filled, ' ', 'must not be empty'],
    ['a bare mode', fileMode, 420, '420 is ambiguous', '"0644"'],
    ['a mode of other digits', fileMode, '0888', '"0888" is not a file mode', 'octal'],
    [
      'a word with a slip',
      choice('present', 'absent'),
      'presnt',
      '"presnt" is none of',
      'did you mean "present"?',
    ],
  ])('%s', (_what, format, value, problem, fix = '') => {
    const [found, remedy] = verdict(format, value) as [string, string | undefined];
    expect(found).toContain(problem);
    if (fix !== '') expect(remedy).toContain(fix);
  });
});

describe('canonical forms', () => {
  it('are their own canonical form', () => {
    const bytes = (seed: number) => Array.from({ length: 6 }, (_, i) => (seed * 37 + i * 101) % 256);
    for (let seed = 0; seed < 200; seed++) {
      const written = bytes(seed)
        .map((byte, i) => (i === 0 ? byte & 0xfe : byte).toString(16))
        .join(':');
      const once = verdict(mac, written);
      if (Array.isArray(once)) expect(once[0]).toContain('no unicast');
      else
        expect([verdict(mac, once as string), once]).toEqual([once, expect.stringMatching(/^(..:){5}..$/)]);
    }
  });
});
