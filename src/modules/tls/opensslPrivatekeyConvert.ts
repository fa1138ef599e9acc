import type { KeyObject } from 'node:crypto';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { Dict } from '../../value/types.js';
import {
  isEncrypted,
  type KeyFormat,
  keyFormatOf,
  publicKeyOf,
  readPrivateKey,
  writePrivateKey,
} from '../../x509/privateKey.js';
import { attributeArgs } from '../files/attributes.js';
import { applyArtefact, artefactArgs, decideArtefact, probeArtefact } from './artefact.js';
import { hideKey } from './hideKey.js';
import { inputOf } from './inputs.js';

const args = {
  ...attributeArgs,
  dest_path: { type: 'path', required: true, description: 'File to write, on the target.' },
  dest_passphrase: { type: 'str', no_log: true, description: 'Passphrase of the new file.' },
  src_path: { type: 'path', description: 'Key to convert, on the target.' },
  src_content: { type: 'str', no_log: true, description: 'Key to convert, as text.' },
  src_passphrase: { type: 'str', no_log: true, description: 'Passphrase of the key.' },
  format: { required: true, choices: ['pkcs1', 'pkcs8', 'raw'], description: 'Form of the new file.' },
  backup: artefactArgs.backup,
} as const;

export const opensslPrivatekeyConvert = defineModule({
  name: 'community.crypto.openssl_privatekey_convert',
  doc: {
    short: 'Writes a private key in another form',
    examples: `- community.crypto.openssl_privatekey_convert:
    src_path: /etc/ssl/private/www.pem
    dest_path: /etc/ssl/private/www.p8
    format: pkcs8
`,
    returns: { backup_file: 'Path of the backup' },
  },
  args,
  rules: {
    required_one_of: [['src_path', 'src_content']],
    mutually_exclusive: [['src_path', 'src_content']],
  },
  check: 'full',
  async probe(args, ctx) {
    const { artefact, inputs } = await probeArtefact(fileArgs(args), ctx, [args.src_path]);
    const { content, what } = inputOf('the private key', inputs[0], args.src_content)!;
    const key = readPrivateKey(content, args.src_passphrase, what);
    return { artefact, key };
  },
  decide(args, { artefact, key }) {
    const write = !isSame(artefact.content, key, args);
    const { work, ...decision } = decideArtefact(fileArgs(args), artefact, {
      write,
      result: {},
      facts: new Dict(),
    });
    return { ...decision, work: { work, key } };
  },
  apply(args, { work, key }, ctx) {
    const make = async () => {
      const content = writePrivateKey(key, args.format, args.dest_passphrase);
      hideKey(ctx, content, key);
      return { content, facts: new Dict(), result: {} };
    };
    return applyArtefact(fileArgs(args), work, ctx, make, new Dict());
  },
});

function fileArgs<T extends { mode: unknown; dest_path: string }>(args: T) {
  return { ...args, path: args.dest_path, state: 'present' as const, mode: args.mode ?? '0600' } as T & {
    path: string;
    state: 'present';
  };
}

function isSame(
  content: Buffer | undefined,
  key: KeyObject,
  { format, dest_passphrase: passphrase }: { format: KeyFormat; dest_passphrase: string | undefined },
): boolean {
  if (content === undefined || keyFormatOf(content) !== format) return false;
  if (format === 'raw') return content.equals(writePrivateKey(key, format, passphrase));
  if (isEncrypted(content) !== (passphrase !== undefined)) return false;
  try {
    return publicKeyOf(readPrivateKey(content, passphrase, 'the private key')).equals(publicKeyOf(key));
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
}
