import type { asn1 as Forge } from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';
import { fail } from '../diag/diagnostic.js';

/** A node of an ASN.1 structure. */
export type Der = Forge.Asn1;

const { Class, Type } = asn1;

export function sequence(...items: readonly Der[]): Der {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...items]);
}

/** SET OF, in the order that DER prescribes. */
export function set(...items: readonly Der[]): Der {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, inSetOrder(items));
}

/** Parts in the order of their encodings, for a SET OF under an implicit tag. */
export function inSetOrder(items: readonly Der[]): Der[] {
  return items.toSorted((a, b) => Buffer.compare(encode(a), encode(b)));
}

/** INTEGER in two's complement with as few bytes as possible. */
export function integer(value: bigint | number): Der {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, binary(integerBytes(BigInt(value))));
}

export function boolean(value: boolean): Der {
  return asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, value ? '\xff' : '\0');
}

export function nothing(): Der {
  return asn1.create(Class.UNIVERSAL, Type.NULL, false, '');
}

export function enumerated(value: number): Der {
  return asn1.create(Class.UNIVERSAL, Type.ENUMERATED, false, String.fromCharCode(value));
}

/** OBJECT IDENTIFIER. Throws a DiagnosticError when the text is not dotted numbers. */
export function oid(dotted: string): Der {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, binary(oidBytes(dotted)));
}

export function octets(value: Uint8Array): Der {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, binary(value));
}

/** BIT STRING; `unused` bits of the last byte do not count. */
export function bits(value: Uint8Array, unused = 0): Der {
  const content = Buffer.concat([Buffer.from([unused]), value]);
  return asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, binary(content));
}

/** A named bit list as DER wants it: no zero bits at the end. */
export function namedBits(positions: readonly number[]): Der {
  return bits(...bitList(positions));
}

/** Content bytes of a named bit list and the number of unused bits. */
export function bitList(positions: readonly number[]): [Buffer, number] {
  const highest = Math.max(-1, ...positions);
  const bytes = Buffer.alloc(Math.ceil((highest + 1) / 8));
  for (const position of positions) bytes[position >> 3]! |= 0x80 >> (position & 7);
  return [bytes, highest < 0 ? 0 : 7 - (highest & 7)];
}

const TEXT_TYPES = {
  utf8: Type.UTF8,
  printable: Type.PRINTABLESTRING,
  ia5: Type.IA5STRING,
  bmp: Type.BMPSTRING,
} as const;

export function text(kind: 'utf8' | 'printable' | 'ia5' | 'bmp', value: string): Der {
  // node-forge writes the two bytes of each BMP character itself.
  const content = kind === 'bmp' ? value : binary(Buffer.from(value, kind === 'utf8' ? 'utf8' : 'latin1'));
  return asn1.create(Class.UNIVERSAL, TEXT_TYPES[kind], false, content);
}

/** A time as RFC 5280 wants it: UTCTime to the end of 2049, then GeneralizedTime; whole seconds. */
export function time(value: Date): Der {
  const digits = value.toISOString().replace(/[-:T]|\.\d+/g, '');
  return value.getUTCFullYear() < 2050 && value.getUTCFullYear() >= 1950
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, digits.slice(2))
    : generalTime(value);
}

export function generalTime(value: Date): Der {
  const digits = value.toISOString().replace(/[-:T]|\.\d+/g, '');
  return asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, digits);
}

/** `[tag] { items }` */
export function tagged(tag: number, ...items: readonly Der[]): Der {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [...items]);
}

/** `[tag] IMPLICIT` of a primitive type with these content bytes. */
export function taggedBytes(tag: number, value: Uint8Array): Der {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binary(value));
}

export function encode(der: Der): Buffer {
  return Buffer.from(asn1.toDer(der).getBytes(), 'latin1');
}

// The options of node-forge are newer than its published types, which know only `strict`.
const READING = { strict: true, parseAllBytes: true, decodeBitStrings: false } as unknown as boolean;

/** Reads one whole structure. Throws a DiagnosticError that says `what` is broken. */
export function decode(bytes: Uint8Array, what: string): Der {
  try {
    return asn1.fromDer(binary(bytes), READING);
  } catch (error) {
    return fail('der-invalid', `${what} is damaged: ${(error as Error).message.replace(/\.$/, '')}`);
  }
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Big-endian two's complement of a number. */
export function integerBytes(value: bigint): Buffer {
  if (value < 0n) {
    let length = 1;
    while (value < -(1n << BigInt(8 * length - 1))) length++;
    return Buffer.from((value + (1n << BigInt(8 * length))).toString(16).padStart(2 * length, '0'), 'hex');
  }
  const hex = value.toString(16);
  const even = hex.padStart(hex.length + (hex.length % 2), '0');
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

function oidBytes(dotted: string): Buffer {
  const parts = dotted.split('.').map((part) => (/^(0|[1-9]\d*)$/.test(part) ? BigInt(part) : -1n));
  const [first = -1n, second = -1n] = parts;
  if (parts.length < 2 || parts.includes(-1n) || first > 2n || (first < 2n && second > 39n))
    fail('oid-invalid', `"${dotted}" is not an object identifier`, {
      fix: 'write it as dotted numbers: 1.3.6.1.4.1',
    });
  const arcs = [first * 40n + second, ...parts.slice(2)];
  return Buffer.concat(arcs.map(arcBytes));
}

function arcBytes(arc: bigint): Buffer {
  const bytes = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) bytes.unshift(Number(rest & 0x7fn) | 0x80);
  return Buffer.from(bytes);
}
