import { fail } from '../diag/diagnostic.js';
import { type Der, oid, sequence, set, text } from './der.js';
import { children, oidOf, textOf } from './derReader.js';
import { oidOfName, shortName } from './oids.js';

export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

/** A name from the most general attribute to the most specific one. */
export type DistinguishedName = readonly NameAttribute[];

const COUNTRY = ['2.5.4.6', '1.3.6.1.4.1.311.60.2.1.3'];
const COMMON_NAME = '2.5.4.3';
/** String types that RFC 5280 and X.520 fix; everything else is UTF-8. */
const STRING_TYPES: Readonly<Record<string, 'printable' | 'ia5'>> = {
  '2.5.4.6': 'printable',
  '1.3.6.1.4.1.311.60.2.1.3': 'printable',
  '2.5.4.5': 'printable',
  '2.5.4.46': 'printable',
  '1.2.840.113549.1.9.1': 'ia5',
  '0.9.2342.19200300.100.1.25': 'ia5',
};

/** An attribute by its name (`CN`, `commonName`, `2.5.4.3`). Throws a DiagnosticError for unknown names and bad lengths. */
export function nameAttribute(name: string, value: string): NameAttribute {
  const type = oidOfName(name, 'name attribute');
  if (COUNTRY.includes(type) && Buffer.byteLength(value) !== 2)
    fail('name-invalid', `country name "${value}" is not a code of two letters`, {
      fix: 'write it as DE or US',
    });
  if (value === '' || (type === COMMON_NAME && [...value].length > 64))
    fail('name-invalid', `${shortName(type)} "${value}" must have 1 to 64 characters`, {
      fix: 'put long host names into subject_alt_name',
    });
  return { oid: type, value };
}

export function encodeName(name: DistinguishedName): Der {
  return sequence(...name.map((attribute) => set(encodeAttribute(attribute))));
}

/** A relative name: one SET of attributes, in DER order. */
export function encodeAttribute({ oid: type, value }: NameAttribute): Der {
  return sequence(oid(type), text(STRING_TYPES[type] ?? 'utf8', value));
}

/** The attributes of a Name; several attributes of one relative name follow each other. */
export function decodeName(der: Der): DistinguishedName {
  return children(der).flatMap((relative) =>
    children(relative).map((attribute) => {
      const [type, value] = children(attribute);
      return { oid: oidOf(type), value: textOf(value) };
    }),
  );
}

/**
 * Reads `CN=www,O=Example` (RFC 4514: the most specific attribute first) or `/O=Example/CN=www`. Both are turned round, as
 * community.crypto does. Backslashes escape. Throws a DiagnosticError.
 */
export function parseName(written: string): DistinguishedName {
  const source = written.trimStart();
  const separator = source.startsWith('/') ? '/' : ',';
  const parts = splitEscaped(separator === '/' ? source.slice(1) : source, separator);
  return parts.map((part) => parseAttribute(part, written)).toReversed();
}

/** One `type=value`. */
export function parseAttribute(part: string, whole: string): NameAttribute {
  const match = /^ *([A-Za-z0-9.]+) *= *(.*)$/s.exec(part);
  if (!match)
    return fail(
      'name-invalid',
      `"${whole}" is no distinguished name: "${part}" is not of the form type=value`,
      {
        fix: 'write it as CN=www.example.com,O=Example',
      },
    );
  return nameAttribute(match[1]!, unescapeValue(match[2]!));
}

/** RFC 4514 text of a name: the most specific attribute first. */
export function formatName(name: DistinguishedName): string {
  return name
    .toReversed()
    .map(({ oid: type, value }) => `${shortName(type)}=${escapeValue(value)}`)
    .join(',');
}

function splitEscaped(source: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < source.length; at++) {
    if (source[at] === '\\') part += source[at]! + (source[++at] ?? '');
    else if (source[at] === separator) {
      parts.push(part);
      part = '';
    } else part += source[at];
  }
  return source === '' ? [] : [...parts, part];
}

function unescapeValue(value: string): string {
  if (/^#([0-9a-f]{2})+$/i.test(value)) return Buffer.from(value.slice(1), 'hex').toString('utf8');
  const bytes = Buffer.from(value);
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0x5c) plain.push(bytes[at]!);
    else {
      const hex = /^[0-9a-f]{2}/i.exec(bytes.subarray(at + 1, at + 3).toString('latin1'));
      if (hex) plain.push(Number.parseInt(hex[0], 16));
      else if (at + 1 < bytes.length) plain.push(bytes[at + 1]!);
      at += hex ? 2 : 1;
    }
  }
  return Buffer.from(plain).toString('utf8');
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\,+<>;"]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}
