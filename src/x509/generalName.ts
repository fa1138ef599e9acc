import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { fail } from '../diag/diagnostic.js';
import { type Der, decode, encode, oid, tagged, taggedBytes, text } from './der.js';
import { bytesOf, children, oidFrom, oidOf, tagOf } from './derReader.js';
import {
  type DistinguishedName,
  decodeName,
  encodeName,
  formatName,
  parseName,
} from './distinguishedName.js';
import { formatAddress, parseAddress } from './nameAddress.js';

/** One name of a certificate's holder (RFC 5280, GeneralName). */
export type GeneralName =
  | { readonly kind: 'DNS' | 'email' | 'URI'; readonly value: string }
  /** 4 or 16 bytes; twice as many (address, mask) in name constraints. */
  | { readonly kind: 'IP'; readonly bytes: Buffer }
  | { readonly kind: 'RID'; readonly oid: string }
  | { readonly kind: 'otherName'; readonly oid: string; readonly value: Buffer }
  | { readonly kind: 'dirName'; readonly name: DistinguishedName };

const KINDS = 'DNS:, IP:, email:, URI:, RID:, otherName: or dirName:';

/**
 * Reads `DNS:www.example.com`, `IP:192.0.2.1`, `IP:10.0.0.0/8`, `email:…`, `URI:…`, `RID:1.2.3`, `dirName:CN=…`,
 * `otherName:1.2.3;UTF8:text` or `otherName:1.2.3;0c:02:68:69`. Names beyond ASCII become A-labels. Throws a
 * DiagnosticError that calls the name `what`.
 */
export function parseGeneralName(written: string, what = 'subject alternative name'): GeneralName {
  const [, kind, value = ''] = /^([A-Za-z]+):(.*)$/s.exec(written) ?? [];
  const wrong = (cause: string, fix?: string): never =>
    fail('general-name-invalid', `${what} "${written}" cannot be used: ${cause}`, { fix });
  switch (kind) {
    case 'DNS':
      if (isIP(value)) wrong('it is an address, not a host name', `write it as IP:${value}`);
      return { kind, value: changeHost(kind, value, asciiHost) };
    case 'email':
    case 'URI':
      return { kind, value: changeHost(kind, value, asciiHost) };
    case 'IP':
      return {
        kind,
        bytes: parseAddress(value) ?? wrong('it is no IP address and no network', 'IP:192.0.2.1'),
      };
    case 'RID':
      if (!/^\d+(\.\d+)*$/.test(value)) wrong('it is not an object identifier');
      return { kind, oid: value };
    case 'dirName':
      return { kind, name: parseName(value) };
    case 'otherName':
      return (
        otherName(value) ??
        wrong('it must be of the form otherName:<OID>;UTF8:<text> or otherName:<OID>;<hex>')
      );
    default:
      return wrong(
        kind === undefined ? 'it says not what it is' : `"${kind}" is no kind of name`,
        `begin it with ${KINDS}`,
      );
  }
}

/** Form of host names in texts: as they are, as A-labels, or as Unicode. */
export type NameEncoding = 'ignore' | 'idna' | 'unicode';

/** The text form that parseGeneralName reads. */
export function formatGeneralName(name: GeneralName, encoding: NameEncoding = 'ignore'): string {
  switch (name.kind) {
    case 'IP':
      return `IP:${formatAddress(name.bytes)}`;
    case 'RID':
      return `RID:${name.oid}`;
    case 'otherName':
      return `otherName:${name.oid};${colonHex(name.value)}`;
    case 'dirName':
      return `dirName:${formatName(name.name)}`;
    default:
      return `${name.kind}:${changeHost(name.kind, name.value, CODERS[encoding])}`;
  }
}

export function encodeGeneralName(name: GeneralName): Der {
  switch (name.kind) {
    case 'email':
      return taggedBytes(1, Buffer.from(name.value));
    case 'DNS':
      return taggedBytes(2, Buffer.from(name.value));
    case 'URI':
      return taggedBytes(6, Buffer.from(name.value));
    case 'IP':
      return taggedBytes(7, name.bytes);
    case 'RID':
      return taggedBytes(8, bytesOf(oid(name.oid)));
    case 'otherName':
      return tagged(0, oid(name.oid), tagged(0, decode(name.value, 'the value of the otherName')));
    case 'dirName':
      return tagged(4, encodeName(name.name));
  }
}

/** Throws a DiagnosticError for kinds that nobody uses (X.400 addresses, EDI parties). */
export function decodeGeneralName(der: Der): GeneralName {
  switch (tagOf(der)) {
    case 0: {
      const [type, value] = children(der);
      return { kind: 'otherName', oid: oidOf(type), value: encode(children(value)[0]!) };
    }
    case 1:
      return { kind: 'email', value: bytesOf(der).toString('latin1') };
    case 2:
      return { kind: 'DNS', value: bytesOf(der).toString('latin1') };
    case 4:
      return { kind: 'dirName', name: decodeName(children(der)[0]!) };
    case 6:
      return { kind: 'URI', value: bytesOf(der).toString('latin1') };
    case 7:
      return { kind: 'IP', bytes: bytesOf(der) };
    case 8:
      return { kind: 'RID', oid: oidFrom(bytesOf(der)) };
    default:
      return fail(
        'general-name-unsupported',
        'the certificate holds a name of a kind that is not supported (X.400 or EDI)',
      );
  }
}

/** `0a:1b:2c` */
export function colonHex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/..(?=.)/g, '$&:');
}

const CODERS: Readonly<Record<NameEncoding, (host: string) => string>> = {
  ignore: (host) => host,
  idna: asciiHost,
  unicode: (host) => labels(host, /^xn--/i, domainToUnicode),
};

/** Applies `change` to the part of a name that is a host's. */
function changeHost(kind: 'DNS' | 'email' | 'URI', value: string, change: (host: string) => string): string {
  if (kind === 'DNS') return change(value);
  if (kind === 'email') return value.replace(/(?<=@)[^@]*$/, change);
  const authority = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?)([^/:@?#[\]]+)/i;
  return value.replace(authority, (_whole, before: string, host: string) => before + change(host));
}

function asciiHost(host: string): string {
  return labels(host, /[^\x00-\x7f]/, domainToASCII);
}

// Label by label, so that wildcards, leading dots and underscores stay as they are.
function labels(host: string, which: RegExp, code: (label: string) => string): string {
  const changed = host.split('.').map((label) => (which.test(label) ? code(label) : label));
  if (changed.some((label, at) => label === '' && host.split('.')[at] !== ''))
    fail('general-name-invalid', `"${host}" is no host name`);
  return changed.join('.');
}

function otherName(value: string): GeneralName | undefined {
  const [, type, rest = ''] = /^([\d.]+);(.*)$/s.exec(value) ?? [];
  if (type === undefined) return undefined;
  const utf8 = /^(?:UTF8|UTF8String):(.*)$/s.exec(rest);
  if (utf8) return { kind: 'otherName', oid: type, value: encode(text('utf8', utf8[1]!)) };
  if (!/^[0-9a-f]{1,2}(:[0-9a-f]{1,2})*$/i.test(rest)) return undefined;
  const bytes = rest.split(':').map((byte) => Number.parseInt(byte, 16));
  return { kind: 'otherName', oid: type, value: Buffer.from(bytes) };
}
