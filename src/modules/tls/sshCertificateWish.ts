import { createPublicKey, type KeyObject } from 'node:crypto';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import type { ArgOptions, ArgsOf } from '../../spec/types.js';
import { toInt } from '../../value/numbers.js';
import { Dict } from '../../value/types.js';
import {
  FOREVER,
  type ReadSshCertificate,
  readSshCertificate,
  type SshCertificate,
  writeSshCertificate,
} from '../../x509/ssh/certificate.js';
import { certificateOptions } from '../../x509/ssh/options.js';
import { readSshPrivateKey } from '../../x509/ssh/privateKey.js';
import { sshFingerprint, toSshPublicKey } from '../../x509/ssh/publicKey.js';
import { readTimestamp } from '../../x509/timestamps.js';
import type { Input } from './inputs.js';
import { serialNumber } from './serialNumber.js';

/** Arguments that say what an SSH certificate is to be. */
export const sshCertificateArgs = {
  type: { choices: ['host', 'user'], description: 'Whether it is for a host or a user.' },
  signing_key: { type: 'path', description: 'Private key of the CA, on the target.' },
  public_key: { type: 'path', description: 'Public key to be signed, on the target.' },
  valid_from: {
    type: 'str',
    description: 'When it begins: `always`, `+0s`, `2026-01-31`, `2026-01-31T12:00:00`, in UTC.',
  },
  valid_to: { type: 'str', description: 'When it ends: `forever`, or a time as above.' },
  valid_at: { type: 'str', description: 'A time at which an existing certificate must be valid to be kept.' },
  principals: { type: 'list', elements: 'str', description: 'Host or user names; none: all.' },
  options: {
    type: 'list',
    elements: 'str',
    description: 'Options of user certificates, as for `ssh-keygen -O`.',
  },
  identifier: { type: 'str', description: 'Identifier that servers write into their logs.' },
  serial_number: { type: 'raw', description: 'Serial number, 0 to 2^64-1.' },
  signature_algorithm: {
    choices: ['ssh-rsa', 'rsa-sha2-256', 'rsa-sha2-512'],
    description: 'Algorithm of signatures with an RSA key; default `rsa-sha2-512`.',
  },
  force: { type: 'bool', default: false, description: 'Make a new certificate in any case.' },
  ignore_timestamps: { type: 'bool', default: false, description: 'Do not compare the times.' },
  regenerate: {
    default: 'partial_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    description:
      'When an existing certificate is replaced; identifier, options and keys count from `full_idempotence` on.',
  },
} as const satisfies ArgOptions;

type Args = ArgsOf<typeof sshCertificateArgs>;

interface SshCertificateWish {
  readonly certificate: SshCertificate;
  readonly line: string;
  readonly authority: KeyObject;
  readonly rsaAlgorithm: string | undefined;
  /** Seconds since 1970. */
  readonly validAt: bigint | undefined;
}

/** Works out what is wanted. Throws a DiagnosticError. */
export function sshCertificateWish(args: Args, signing: Input, owner: Input, now: Date): SshCertificateWish {
  const kind = args.type!;
  const [validAfter, validBefore] = [
    seconds(args.valid_from!, 'valid_from', now),
    seconds(args.valid_to!, 'valid_to', now),
  ];
  if (validAfter > validBefore)
    fail(
      'certificate-times',
      `the certificate would end (${args.valid_to}) before it begins (${args.valid_from})`,
    );
  const certificate = {
    kind,
    serial: serialNumber(args.serial_number, 'serial_number') ?? 0n,
    identifier: args.identifier ?? '',
    principals: args.principals ?? [],
    validAfter,
    validBefore,
    ...certificateOptions(kind, args.options ?? []),
  };
  return {
    certificate,
    line: owner.content.toString('utf8'),
    authority: readSshPrivateKey(signing.content, undefined, signing.what).key,
    rsaAlgorithm: args.signature_algorithm,
    validAt: args.valid_at === undefined ? undefined : seconds(args.valid_at, 'valid_at', now),
  };
}

/** The certificate in a file; undefined when there is none that can be read. */
export function presentCertificate(content: Buffer | undefined): ReadSshCertificate | undefined {
  if (content === undefined) return undefined;
  try {
    return readSshCertificate(content.toString('utf8'), 'the certificate');
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

export function makeSshCertificate(wish: SshCertificateWish): Buffer {
  return Buffer.from(writeSshCertificate(wish.certificate, wish.line, wish.authority, wish.rsaAlgorithm));
}

/** Decides whether a present certificate stays. */
export function decideSshCertificate(
  args: Args,
  wish: SshCertificateWish,
  have: ReadSshCertificate | undefined,
): 'make' | 'keep' | { readonly refusal: string } {
  if (have === undefined || args.force || args.regenerate === 'always') return 'make';
  if (args.regenerate === 'never') return 'keep';
  const whole = fitsPartly(args, wish, have) && fitsRest(wish, have);
  if (args.regenerate === 'fail')
    return whole
      ? 'keep'
      : { refusal: 'the certificate says something else; it is left alone because regenerate is fail' };
  const fits = args.regenerate === 'full_idempotence' ? whole : fitsPartly(args, wish, have);
  return fits ? 'keep' : 'make';
}

function fitsPartly(
  args: Args,
  { certificate: want, validAt }: SshCertificateWish,
  have: ReadSshCertificate,
): boolean {
  const set = (names: readonly string[]) => [...new Set(names)].toSorted().join('\0');
  return (
    set(have.principals) === set(want.principals) &&
    (args.signature_algorithm === undefined || have.signatureAlgorithm === args.signature_algorithm) &&
    (args.serial_number === undefined || have.serial === want.serial) &&
    have.kind === want.kind &&
    (args.ignore_timestamps ||
      (have.validAfter === want.validAfter && have.validBefore === want.validBefore)) &&
    (validAt === undefined || (have.validAfter <= validAt && validAt <= have.validBefore))
  );
}

function fitsRest(
  { certificate: want, line, authority }: SshCertificateWish,
  have: ReadSshCertificate,
): boolean {
  const options = (map: ReadonlyMap<string, string>) => JSON.stringify([...map].toSorted());
  const [, blob = ''] = line.trim().split(/\s+/);
  return (
    (want.kind === 'host' ||
      (options(have.criticalOptions) === options(want.criticalOptions) &&
        options(have.extensions) === options(want.extensions))) &&
    have.identifier === want.identifier &&
    have.publicKey === sshFingerprint(Buffer.from(blob, 'base64')) &&
    have.signingKey === sshFingerprint(toSshPublicKey(createPublicKey(authority)).blob)
  );
}

/** What diffs show. */
export function sshCertificateFacts(have: ReadSshCertificate | undefined): Dict {
  if (have === undefined) return new Dict();
  return Dict.of({
    cert_type: have.kind,
    type_string: have.algorithm,
    serial: toInt(have.serial),
    identifier: have.identifier,
    principals: [...have.principals],
    valid_after: moment(have.validAfter),
    valid_before: moment(have.validBefore),
    critical_options: optionList(have.criticalOptions, '='),
    extensions: optionList(have.extensions, '='),
    reserved: '',
    public_key: have.publicKey,
    signing_key: have.signingKey,
    signature_algorithm: have.signatureAlgorithm,
  });
}

/** The certificate in the words of `ssh-keygen -L`, a line each. */
export function certificateLines(have: ReadSshCertificate): string[] {
  const words = (items: readonly string[]) => (items.length === 0 ? '(none)' : items.join(' '));
  const name = keyName(have.algorithm);
  const signer = keyName(have.signingAlgorithm);
  const always = have.validAfter === 0n;
  const forever = have.validBefore === FOREVER;
  const valid =
    always && forever ? 'forever' : `from ${moment(have.validAfter)} to ${moment(have.validBefore)}`;
  return [
    `Type: ${have.algorithm} ${have.kind} certificate`,
    `Public key: ${name}-CERT ${have.publicKey}`,
    `Signing CA: ${signer} ${have.signingKey} (using ${have.signatureAlgorithm})`,
    `Key ID: "${have.identifier}"`,
    `Serial: ${have.serial}`,
    `Valid: ${always && !forever ? `before ${moment(have.validBefore)}` : forever && !always ? `after ${moment(have.validAfter)}` : valid}`,
    `Principals: ${words(have.principals)}`,
    `Critical Options: ${words(optionList(have.criticalOptions, ' '))}`,
    `Extensions: ${words(optionList(have.extensions, ' '))}`,
  ];
}

function optionList(options: ReadonlyMap<string, string>, between: string): string[] {
  return [...options].map(([name, data]) => (data === '' ? name : `${name}${between}${data}`));
}

function keyName(algorithm: string): string {
  const [, name = ''] = /^(?:ssh-)?(rsa|dss|ed25519|ecdsa)/.exec(algorithm) ?? [];
  return name === 'dss' ? 'DSA' : name.toUpperCase();
}

function moment(at: bigint): string {
  if (at === 0n) return 'always';
  return at === FOREVER ? 'forever' : new Date(Number(at) * 1000).toISOString().slice(0, 19);
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d))?$/;

function seconds(written: string, argument: string, now: Date): bigint {
  const word = written.trim();
  if (word === 'always') return 0n;
  if (word === 'forever') return FOREVER;
  const parts = DATE.exec(word)
    ?.slice(1)
    .map((part) => part ?? '00');
  const date = readTimestamp(parts ? `${parts.join('')}Z` : word, argument, now);
  return BigInt(date.getTime() / 1000);
}
