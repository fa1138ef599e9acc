import { describe, expect, it } from 'vitest';
import { decodeName, encodeName, formatName, parseName } from './distinguishedName.js';
import { decodeGeneralName, encodeGeneralName, formatGeneralName, parseGeneralName } from './generalName.js';
import { formatAddress, parseAddress } from './nameAddress.js';
import { readTimestamp } from './timestamps.js';

describe('general names', () => {
  it.each([
    ['DNS:www.example.com', 'DNS:www.example.com'],
    ['DNS:*.bücher.example', 'DNS:*.xn--bcher-kva.example'],
    ['DNS:.example.com', 'DNS:.example.com'],
    ['DNS:a_b.example', 'DNS:a_b.example'],
    ['IP:192.0.2.1', 'IP:192.0.2.1'],
    ['IP:2001:0db8:0:0:0:0:0:1', 'IP:2001:db8::1'],
    ['IP:10.0.0.0/8', 'IP:10.0.0.0/8'],
    ['IP:10.0.0.0/255.0.0.0', 'IP:10.0.0.0/8'],
    ['IP:2001:db8::/32', 'IP:2001:db8::/32'],
    ['IP:::/0', 'IP:::/0'],
    ['email:me@bücher.example', 'email:me@xn--bcher-kva.example'],
    ['URI:https://u@bücher.example:81/ä?q#f', 'URI:https://u@xn--bcher-kva.example:81/ä?q#f'],
    ['URI:urn:x:y', 'URI:urn:x:y'],
    ['RID:1.2.3', 'RID:1.2.3'],
    ['dirName:CN=a,O=b', 'dirName:CN=a,O=b'],
    ['dirName:/O=b/CN=a', 'dirName:O=b,CN=a'],
    ['otherName:1.2.3;UTF8:hé', 'otherName:1.2.3;0c:03:68:c3:a9'],
    ['otherName:1.2.3;4:1:ff', 'otherName:1.2.3;04:01:ff'],
  ])('%s is read, and written as %s', (written, shown) => {
    const name = parseGeneralName(written);
    expect(formatGeneralName(name)).toBe(shown);
    if (!shown.includes('ä'))
      expect(formatGeneralName(decodeGeneralName(encodeGeneralName(name)))).toBe(shown);
  });

  it('are shown with host names in Unicode or as A-labels', () => {
    const name = parseGeneralName('DNS:*.bücher.example');
    expect(formatGeneralName(name, 'unicode')).toBe('DNS:*.bücher.example');
    expect(formatGeneralName(name, 'idna')).toBe('DNS:*.xn--bcher-kva.example');
  });

  it.each([
    ['www.example.com', 'says not what it is'],
    ['XMPP:me', '"XMPP" is no kind of name'],
    ['DNS:192.0.2.1', 'it is an address'],
    ['IP:192.0.2', 'no IP address'],
    ['IP:10.0.0.1/8', 'no IP address'],
    ['IP:10.0.0.0/33', 'no IP address'],
    ['IP:fe80::1%eth0', 'no IP address'],
    ['RID:x', 'not an object identifier'],
    ['otherName:1.2.3', 'must be of the form'],
    ['dirName:www', 'not of the form type=value'],
  ])('%s is refused: %s', (written, cause) => {
    expect(() => parseGeneralName(written, 'name')).toThrow(cause);
  });
});

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '2001:db8::',
    'fe80::1:2',
    '1:2:3:4:5:6:7:8',
    '::ffff:102:304',
  ])('%s keeps its form', (address) => {
    expect(formatAddress(parseAddress(address)!)).toBe(address);
  });
});

describe('distinguished names', () => {
  it.each([
    ['CN=a,O=b', 'CN=a,O=b'],
    [' CN = a , O = b', 'CN=a ,O=b'],
    ['CN=a\\, b', 'CN=a\\, b'],
    ['CN=Jos\\C3\\A9', 'CN=José'],
    ['CN=#4142', 'CN=AB'],
    ['1.2.3.4=x,DC=example', '1.2.3.4=x,DC=example'],
    ['CN=<a>;+"\\\\', 'CN=\\<a\\>\\;\\+\\"\\\\'],
    ['', ''],
  ])('%s is read, and written as %s', (written, shown) => {
    expect(formatName(parseName(written))).toBe(shown.replace('a ,', 'a\\ ,'));
    expect(decodeName(encodeName(parseName(written)))).toEqual(parseName(written));
  });

  it.each([
    ['CN', 'not of the form'],
    ['XX=a', 'name attribute "XX" is unknown'],
    ['C=DEU', 'not a code of two letters'],
    [`CN=${'x'.repeat(65)}`, '1 to 64 characters'],
  ])('%s is refused', (written, cause) => {
    expect(() => parseName(written)).toThrow(cause);
  });
});

describe('times', () => {
  const now = new Date('2026-03-01T12:00:00.700Z');

  it.each([
    ['+0s', '2026-03-01T12:00:00.000Z'],
    ['+1w2d3h4m5s', '2026-03-10T15:04:05.000Z'],
    ['-1D', '2026-02-28T12:00:00.000Z'],
    ['+90', '2026-03-01T12:01:30.000Z'],
    ['20300102030405Z', '2030-01-02T03:04:05.000Z'],
    ['203001020304Z', '2030-01-02T03:04:00.000Z'],
  ])('%s is %s', (written, iso) => {
    expect(readTimestamp(written, 'not_after', now).toISOString()).toBe(iso);
  });

  it.each(['', '+', '1d', '+1x', '20301301000000Z', '20300231000000Z', '2030-01-01'])(
    '"%s" is refused',
    (written) => {
      expect(() => readTimestamp(written, 'not_after', now)).toThrow(
        `the time "${written}" of not_after cannot be read`,
      );
    },
  );
});
