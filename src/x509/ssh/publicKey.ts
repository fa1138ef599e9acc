import { createHash, type KeyObject } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import { decode } from '../der.js';
import { bitsOf, children } from '../derReader.js';
import { publicKeyFacts } from '../publicKey.js';
import { sshInteger, sshString } from './wire.js';

const CURVES: Readonly<Record<string, string>> = {
  secp256r1: 'nistp256',
  secp384r1: 'nistp384',
  secp521r1: 'nistp521',
};

/** A public key as RFC 4253 writes it. */
export interface SshPublicKey {
  /** `ssh-ed25519`, `ssh-rsa`, … */
  readonly algorithm: string;
  readonly blob: Buffer;
}

/** The SSH form of a public key. Throws a DiagnosticError for types that SSH does not know. */
export function toSshPublicKey(key: KeyObject): SshPublicKey {
  const spki = key.export({ type: 'spki', format: 'der' });
  const { type, data } = publicKeyFacts(spki);
  const point = bitsOf(children(decode(spki, 'the public key'))[1]);
  const [algorithm, ...parts] = wireParts(type, data, point);
  return { algorithm, blob: Buffer.concat([sshString(algorithm), ...parts]) };
}

/** One line as in `authorized_keys`, without comment and newline. */
export function sshPublicKey(key: KeyObject): string {
  const { algorithm, blob } = toSshPublicKey(key);
  return `${algorithm} ${blob.toString('base64')}`;
}

/** `SHA256:…` as ssh-keygen prints it. */
export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function wireParts(
  type: string,
  data: Readonly<Record<string, bigint | number | string>>,
  point: Buffer,
): [string, ...Buffer[]] {
  const numbers = (...names: string[]) => names.map((name) => sshInteger(BigInt(data[name] ?? 0)));
  const curve = CURVES[String(data.curve)];
  if (type === 'RSA') return ['ssh-rsa', ...numbers('exponent', 'modulus')];
  if (type === 'DSA') return ['ssh-dss', ...numbers('p', 'q', 'g', 'y')];
  if (type === 'Ed25519') return ['ssh-ed25519', sshString(point)];
  if (type === 'ECC' && curve !== undefined)
    return [`ecdsa-sha2-${curve}`, sshString(curve), sshString(point)];
  return fail(
    'ssh-key-type',
    `SSH has no keys of type ${type}${type === 'ECC' ? ` on the curve ${data.curve}` : ''}`,
  );
}
