import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitList,
  bits,
  decode,
  encode,
  generalTime,
  integer,
  oid,
  sequence,
  set,
  text,
  time,
} from './der.js';
import { children, firstPart, integerOf, namedBitsOf, oidOf, textOf, timeOf } from './derReader.js';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const again = (der: Parameters<typeof encode>[0]) => decode(encode(der), 'the test');

describe('DER', () => {
  it.each([
    [0n, '020100'],
    [127n, '02017f'],
    [128n, '02020080'],
    [256n, '02020100'],
    [-1n, '0201ff'],
    [-128n, '020180'],
    [-129n, '0202ff7f'],
  ])('writes the integer %s with as few bytes as possible', (value, bytes) => {
    expect(hex(encode(integer(value)))).toBe(bytes);
  });

  it('reads back every integer', () => {
    fc.assert(fc.property(fc.bigInt(), (value) => integerOf(again(integer(value))) === value));
  });

  it.each([
    ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
    ['2.5.29.17', '0603551d11'],
    ['2.999.3', '0603883703'],
    ['1.3.6.1.4.1.4294967296.1', '060b2b06010401908080800001'],
  ])('writes the object identifier %s', (dotted, bytes) => {
    expect(hex(encode(oid(dotted)))).toBe(bytes);
    expect(oidOf(again(oid(dotted)))).toBe(dotted);
  });

  it.each(['', '1', '3.1', '1.40', 'a.b', '1.02'])('refuses the object identifier "%s"', (dotted) => {
    expect(() => oid(dotted)).toThrow('is not an object identifier');
  });

  it('sorts the parts of a SET', () => {
    expect(hex(encode(set(integer(2), integer(1))))).toBe('3106020101020102');
  });

  it('leaves no zero bits at the end of a bit list', () => {
    expect(bitList([])).toEqual([Buffer.alloc(0), 0]);
    expect(bitList([0, 5])).toEqual([Buffer.from([0x84]), 2]);
    expect(bitList([8])).toEqual([Buffer.from([0, 0x80]), 7]);
    expect(namedBitsOf(bitList([0, 5, 8])[0])).toEqual([0, 5, 8]);
  });

  it('changes the form of times with the year 2050', () => {
    expect(encode(time(new Date('2049-12-31T23:59:59.900Z'))).toString('latin1')).toContain('491231235959Z');
    expect(encode(time(new Date('2050-01-01T00:00:00Z'))).toString('latin1')).toContain('20500101000000Z');
    expect(encode(generalTime(new Date('2026-02-03T04:05:06Z'))).toString('latin1')).toContain(
      '20260203040506Z',
    );
  });

  it.each(['1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z', '2150-06-01T12:00:00Z'])(
    'reads back the time %s',
    (iso) => {
      expect(timeOf(again(time(new Date(iso)))).toISOString()).toBe(iso.replace('Z', '.000Z'));
    },
  );

  it.each(['utf8', 'bmp'] as const)('reads back %s text', (kind) => {
    expect(textOf(again(text(kind, 'Zoë ☃')))).toBe('Zoë ☃');
  });

  it('gives the first part exactly as it was written', () => {
    const inner = sequence(integer(5), bits(Buffer.alloc(300, 7)));
    expect(firstPart(encode(sequence(inner, integer(1))))).toEqual(encode(inner));
  });

  it.each([
    ['cut short', '3005020101'],
    ['followed by more', '02010100'],
    ['empty', ''],
  ])('refuses what is %s', (_what, bytes) => {
    expect(() => decode(Buffer.from(bytes, 'hex'), 'the thing')).toThrow('the thing is damaged');
  });

  it('refuses a structure with other parts than expected', () => {
    expect(() => children(integer(1))).toThrow('a part is missing or has another type');
  });
});
