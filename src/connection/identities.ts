import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expandPath, type SshTarget } from './sshTarget.js';

const DEFAULT_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_dsa'];

/** A private key file that may be offered. */
interface IdentityFile {
  readonly path: string;
  /** Named by the user, not one of the default places. */
  readonly explicit: boolean;
}

/** Identity files in the order in which they are tried; explicit ones need not exist, default ones must. */
export function identityFiles(target: SshTarget): IdentityFile[] {
  const explicit = target.options.all('identityfile').filter((path) => path.toLowerCase() !== 'none');
  if (target.options.all('identityfile').length > 0) {
    return explicit.map((path) => ({ path: expandPath(path, target), explicit: true }));
  }
  return DEFAULT_NAMES.map((name) => ({ path: join(homedir(), '.ssh', name), explicit: false })).filter(
    ({ path }) => existsSync(path) || existsSync(`${path}.pub`),
  );
}

/** The public key beside a private one (wire form), or undefined. */
export function publicKeyBeside(path: string): Buffer | undefined {
  const [, key] = readWords(path.endsWith('.pub') ? path : `${path}.pub`);
  return key ? Buffer.from(key, 'base64') : undefined;
}

/** Why a key file needs the OpenSSH client: a certificate beside it, or a security key. */
export function keyObstacle({ path }: IdentityFile): string | undefined {
  if (existsSync(`${path}-cert.pub`)) return `the certificate ${path}-cert.pub`;
  const [type] = readWords(`${path}.pub`);
  return type?.startsWith('sk-') ? `the security key ${path}` : undefined;
}

/** The agent's socket for a target, or undefined when there is none or it is switched off. */
export function agentSocket(target: SshTarget): string | undefined {
  const configured = target.options.get('identityagent');
  if (configured?.toLowerCase() === 'none') return undefined;
  if (configured === undefined || configured === 'SSH_AUTH_SOCK')
    return process.env.SSH_AUTH_SOCK || undefined;
  if (configured.startsWith('$')) return process.env[configured.slice(1)] || undefined;
  return expandPath(configured, target);
}

function readWords(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trim().split(/\s+/);
  } catch {
    return [];
  }
}
