import type { KeyObject } from 'node:crypto';
import { DiagnosticError } from '../../diag/diagnostic.js';
import type { ModuleContext } from '../../module/types.js';
import type { ArgOptions, ArgRules, ArgsOf } from '../../spec/types.js';
import { Dict } from '../../value/types.js';
import {
  defaultFormat,
  generatePrivateKey,
  KEY_TYPES,
  type KeyFormat,
  keyFormatOf,
  publicKeyOf,
  readPrivateKey,
  readRawKey,
  writePrivateKey,
} from '../../x509/privateKey.js';
import { keySize, publicKeyFacts } from '../../x509/publicKey.js';
import { hideKey } from './hideKey.js';
import { brokenKeyFacts, fingerprintsOf, privateKeyFacts } from './keyFacts.js';

const SOUND_CURVES = ['secp224r1', 'secp256k1', 'secp256r1', 'secp384r1', 'secp521r1'];

/** Arguments that say what a private key is to be. */
export const keyArgs = {
  type: { default: 'RSA', choices: KEY_TYPES, description: 'Kind of key.' },
  size: { type: 'int', default: 4096, description: 'Bits of RSA and DSA keys.' },
  curve: {
    choices: [
      ...SOUND_CURVES,
      'secp192r1',
      'brainpoolP256r1',
      'brainpoolP384r1',
      'brainpoolP512r1',
      'sect163k1',
      'sect163r2',
      'sect233k1',
      'sect233r1',
      'sect283k1',
      'sect283r1',
      'sect409k1',
      'sect409r1',
      'sect571k1',
      'sect571r1',
    ],
    description: 'Curve of ECC keys; secp256r1 and secp384r1 are understood everywhere.',
  },
  passphrase: { type: 'str', no_log: true, description: 'Passphrase that protects the key.' },
  cipher: {
    type: 'str',
    description: 'Must be `auto`: the best cipher of the format. Needed with a passphrase.',
  },
  format: {
    default: 'auto_ignore',
    choices: ['pkcs1', 'pkcs8', 'raw', 'auto', 'auto_ignore'],
    description:
      'Form of the file. `auto`: the traditional one where the type has one; `auto_ignore`: any form will do.',
  },
  format_mismatch: {
    default: 'regenerate',
    choices: ['regenerate', 'convert'],
    description: 'What to do when everything but the form fits.',
  },
  regenerate: {
    default: 'full_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    description: 'When an existing key may be replaced.',
  },
} as const satisfies ArgOptions;

export const keyRules = {
  required_together: [['cipher', 'passphrase']],
  required_if: [['type', 'ECC', ['curve']]],
} as const satisfies ArgRules;

type KeyArgs = ArgsOf<typeof keyArgs>;

/** What to do about the key: `refuse` carries the reason. */
export type KeyStep =
  | { readonly kind: 'keep' | 'make' | 'convert' }
  | { readonly kind: 'refuse'; readonly reason: string };

/** Decides from the present content whether the key stays. `always`: force. */
export function decideKey(args: KeyArgs, content: Buffer | undefined, force: boolean): KeyStep {
  if (args.cipher !== undefined && args.cipher !== 'auto')
    return { kind: 'refuse', reason: `cipher "${args.cipher}" is not supported: it must be auto` };
  if (force || args.regenerate === 'always' || content === undefined) return { kind: 'make' };
  const may = (rule: KeyArgs['regenerate'][], reason: string, allow: string): KeyStep =>
    rule.includes(args.regenerate)
      ? { kind: 'make' }
      : {
          kind: 'refuse',
          reason: `${reason}; it is left alone because regenerate is ${args.regenerate} (${allow} would replace it)`,
        };
  const loaded = loadKey(args, content);
  if (typeof loaded === 'string') return may(['full_idempotence'], loaded, 'full_idempotence or force');
  if (args.regenerate !== 'never' && !isAsWished(args, loaded))
    return may(
      ['partial_idempotence', 'full_idempotence'],
      'the key has another type or size',
      'partial_idempotence',
    );
  if (args.format === 'auto_ignore' || keyFormatOf(content) === wantedFormat(args)) return { kind: 'keep' };
  if (args.format_mismatch === 'convert') return { kind: 'convert' };
  if (args.regenerate === 'never') return { kind: 'keep' };
  return may(
    ['partial_idempotence', 'full_idempotence'],
    'the key has another format',
    'format_mismatch: convert',
  );
}

/** Makes or converts the key. Throws a DiagnosticError for what cannot be. */
export async function makeKey(args: KeyArgs, step: KeyStep, content: Buffer | undefined): Promise<Buffer> {
  const old = step.kind === 'convert' && content ? loadKey(args, content) : undefined;
  const key = typeof old === 'object' ? old : await generatePrivateKey(args);
  return writePrivateKey(key, wantedFormat(args), args.cipher === undefined ? undefined : args.passphrase);
}

/** Keeps the key out of every output. */
export function hide(
  args: { passphrase: string | undefined; type: KeyArgs['type'] },
  content: Buffer,
  ctx: ModuleContext,
): void {
  const key = loadKey(args, content);
  hideKey(ctx, content, typeof key === 'object' ? key : undefined);
}

/** Warns about curves that are no longer recommended. */
export function warnAboutCurve(args: KeyArgs, ctx: ModuleContext): void {
  if (args.type === 'ECC' && args.curve !== undefined && !SOUND_CURVES.includes(args.curve))
    ctx.warn(`elliptic curve ${args.curve} is outdated: use secp256r1 or secp384r1 for new keys`);
}

/** The public facts of content that should be a private key; none when there is none. */
export function keyFactsOf(
  args: { passphrase: string | undefined; type: KeyArgs['type'] },
  content: Buffer | undefined,
): Dict {
  if (content === undefined) return new Dict();
  const key = loadKey(args, content);
  return typeof key === 'string' ? brokenKeyFacts() : privateKeyFacts(publicKeyOf(key), true);
}

/** What the modules return about the key: its wish, and the fingerprints of the public half. */
export function keyResult(
  args: KeyArgs,
  content: Buffer | undefined,
): Record<string, string | number | Dict | null> {
  const key = content === undefined ? undefined : loadKey(args, content);
  const fingerprint = typeof key === 'object' ? (fingerprintsOf(publicKeyOf(key)) as Dict) : null;
  return {
    type: args.type,
    size: args.size,
    ...(args.type === 'ECC' && { curve: args.curve! }),
    fingerprint,
  };
}

/** The key as text: PEM, or base64 of a raw key. */
export function keyText(content: Buffer | undefined): string | null {
  if (content === undefined) return null;
  return keyFormatOf(content) === 'raw' ? content.toString('base64') : content.toString('utf8');
}

function wantedFormat({ format, type }: KeyArgs): KeyFormat {
  return format === 'auto' || format === 'auto_ignore' ? defaultFormat(type) : format;
}

/** The key, or why it cannot be read. */
function loadKey(
  args: { passphrase: string | undefined; type: KeyArgs['type'] },
  content: Buffer,
): KeyObject | string {
  if (keyFormatOf(content) === 'raw') {
    const raw = args.passphrase === undefined ? readRawKey(content, args.type) : undefined;
    return raw ?? 'the file is no private key that can be read';
  }
  try {
    return readPrivateKey(content, args.passphrase, 'the private key');
  } catch (error) {
    if (error instanceof DiagnosticError) return error.message;
    throw error;
  }
}

function isAsWished(args: KeyArgs, key: KeyObject): boolean {
  const facts = publicKeyFacts(publicKeyOf(key));
  if (facts.type !== args.type) return false;
  if (args.type === 'ECC') return facts.data.curve === args.curve;
  return keySize(facts) === undefined || keySize(facts) === args.size;
}
