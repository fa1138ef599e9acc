import asn1 from 'node-forge/lib/asn1.js';
import { fail } from '../diag/diagnostic.js';
import type { Der } from './der.js';

const { Class, Type } = asn1;

/** The parts of a SEQUENCE, SET or constructed tag. */
export function children(der: Der | undefined): Der[] {
  if (der === undefined || !Array.isArray(der.value)) return broken();
  return der.value;
}

/** Content bytes of a primitive. */
export function bytesOf(der: Der | undefined): Buffer {
  if (der === undefined || typeof der.value !== 'string') return broken();
  return Buffer.from(der.value, 'latin1');
}

/** Content of a BIT STRING without the count of unused bits. */
export function bitsOf(der: Der | undefined): Buffer {
  return bytesOf(der).subarray(1);
}

/** Positions of the bits that are set. */
export function namedBitsOf(content: Uint8Array): number[] {
  const positions: number[] = [];
  for (const [index, byte] of content.entries())
    for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) positions.push(index * 8 + bit);
  return positions;
}

export function integerOf(der: Der | undefined): bigint {
  return integerFrom(bytesOf(der));
}

/** The number that big-endian two's complement bytes stand for. */
export function integerFrom(bytes: Uint8Array): bigint {
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  return (bytes[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * bytes.length)) : value;
}

export function booleanOf(der: Der | undefined): boolean {
  return bytesOf(der)[0] !== 0;
}

/** An object identifier as dotted numbers. */
export function oidOf(der: Der | undefined): string {
  return oidFrom(bytesOf(der));
}

export function oidFrom(content: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [head = 0n, ...rest] = arcs;
  const first = head < 80n ? head / 40n : 2n;
  return [first, head - first * 40n, ...rest].join('.');
}

/** The characters of any of the string types. */
export function textOf(der: Der | undefined): string {
  if (der?.type === Type.BMPSTRING && typeof der.value === 'string') return der.value;
  const bytes = bytesOf(der);
  if (der?.type === Type.UTF8) return bytes.toString('utf8');
  return bytes.toString('latin1');
}

/** UTCTime (years 1950–2049) or GeneralizedTime, in UTC. */
export function timeOf(der: Der | undefined): Date {
  const written = bytesOf(der).toString('latin1');
  const century = Number(written.slice(0, 2)) < 50 ? '20' : '19';
  const digits = der?.type === Type.UTCTIME ? `${century}${written}` : written;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?/.exec(digits);
  if (!match) return broken();
  const [year, month, day, hour, minute, second = 0] = match.slice(1).map(Number) as [number, ...number[]];
  return new Date(Date.UTC(year, month! - 1, day, hour, minute, second));
}

/** The context-specific tag of a node, undefined for universal types. */
export function tagOf(der: Der): number | undefined {
  return der.tagClass === Class.CONTEXT_SPECIFIC ? der.type : undefined;
}

/** The first part that carries a context-specific tag. */
export function partTagged(items: readonly Der[], tag: number): Der | undefined {
  return items.find((item) => tagOf(item) === tag);
}

export function isType(
  der: Der | undefined,
  type: 'boolean' | 'integer' | 'sequence' | 'octets' | 'time',
): boolean {
  if (der === undefined || der.tagClass !== Class.UNIVERSAL) return false;
  if (type === 'time') return der.type === Type.UTCTIME || der.type === Type.GENERALIZEDTIME;
  const types = {
    boolean: Type.BOOLEAN,
    integer: Type.INTEGER,
    sequence: Type.SEQUENCE,
    octets: Type.OCTETSTRING,
  };
  return der.type === types[type];
}

/** The bytes of the first part of a SEQUENCE exactly as they were written: what a signature covers. */
export function firstPart(whole: Uint8Array): Buffer {
  const bytes = Buffer.from(whole);
  const start = header(bytes, 0).content;
  const inner = header(bytes, start);
  return bytes.subarray(start, inner.content + inner.length);
}

function header(bytes: Buffer, at: number): { content: number; length: number } {
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return { content: at + 2, length: first };
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + 2 + count > bytes.length) return broken();
  return { content: at + 2 + count, length: bytes.readUIntBE(at + 2, count) };
}

function broken(): never {
  return fail('der-invalid', 'the structure is damaged: a part is missing or has another type than expected');
}
