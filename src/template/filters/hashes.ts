import { createHash, getHashes } from 'node:crypto';
import { asText } from '../../value/coerce.js';
import { PyError, typeError } from '../../value/errors.js';
import { parseInteger } from '../../value/numberLiteral.js';
import { intOf } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { pyTypeName } from '../../value/typeName.js';
import type { Value } from '../../value/types.js';
import { hashPassword } from '../crypt/password.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

const uuidNamespace = '361E6D51-FAEC-444A-9079-341386DA8E2E';

const longNames: Readonly<Record<string, string>> = {
  md5: 'md5_crypt',
  blowfish: 'bcrypt',
  sha256: 'sha256_crypt',
  sha512: 'sha512_crypt',
};

/** Digests, password hashes and name-based UUIDs. */
export const hashFilters: readonly FilterEntry[] = [
  { name: 'md5', doc: 'The MD5 digest in hexadecimal.', apply: (input) => digest('md5', pyStr(input)) },
  {
    name: 'sha1',
    aliases: ['checksum'],
    doc: 'The SHA-1 digest in hexadecimal.',
    apply: (input) => digest('sha1', pyStr(input)),
  },
  {
    name: 'hash',
    doc: 'The digest of the algorithm given (sha1, sha256, md5, …) in hexadecimal.',
    apply: (input, args, kwargs) => {
      const { hashtype } = bind('get_hash', [['hashtype', 'sha1']], args, kwargs);
      const name = asText(hashtype);
      const known = name.replace(/^sha3_/, 'sha3-');
      if (!getHashes().includes(known)) throw new PyError('AnsibleError', `unsupported hash type ${name}`);
      return digest(known, pyStr(input));
    },
  },
  {
    name: 'password_hash',
    doc: 'A crypt hash (sha512, sha256, md5, blowfish) of a password; options `salt`, `salt_size`, `rounds`, `ident`.',
    apply: (input, args, kwargs) => {
      const params = [
        ['hashtype', 'sha512'],
        ['salt', null],
        ['salt_size', null],
        ['rounds', null],
        ['ident', null],
      ] as const;
      const bound = bind('get_encrypted_password', params, args, kwargs);
      const text = (value: Value): string | undefined => (value === null ? undefined : pyStr(value));
      const type = asText(bound.hashtype);
      return hashPassword(pyStr(input), Object.hasOwn(longNames, type) ? longNames[type]! : type, {
        salt: text(bound.salt),
        saltSize: optionalInt(bound.salt_size),
        rounds: optionalInt(bound.rounds),
        ident: text(bound.ident),
      });
    },
  },
  {
    name: 'to_uuid',
    doc: "A version 5 UUID of the text in `namespace` (default: Ansible's own).",
    apply: (input, args, kwargs) => {
      const { namespace } = bind('to_uuid', [['namespace', uuidNamespace]], args, kwargs);
      return nameUuid(pyStr(input), namespace);
    },
  },
];

/** A number, also as text; None gives the default. */
function optionalInt(value: Value): number | undefined {
  if (value === null) return undefined;
  const int = intOf(value) ?? (typeof value === 'string' ? parseInteger(value, 10) : undefined);
  return Number(int ?? typeError(`'${pyTypeName(value)}' object cannot be interpreted as an integer`, value));
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text, 'utf8').digest('hex');
}

function nameUuid(name: string, namespace: Value): string {
  const space = pyStr(namespace).replaceAll(/[-{}]|urn:|uuid:/g, '');
  if (!/^[\da-f]{32}$/i.test(space)) {
    throw new PyError(
      'AnsibleError',
      `Invalid value '${pyStr(namespace)}' for 'namespace': badly formed hexadecimal UUID string`,
    );
  }
  const bytes = createHash('sha1')
    .update(Buffer.from(space, 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
