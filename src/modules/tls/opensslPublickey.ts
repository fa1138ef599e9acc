import { createPublicKey, type KeyObject } from 'node:crypto';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { ArgsOf } from '../../spec/types.js';
import { Dict } from '../../value/types.js';
import { publicKeyOf } from '../../x509/privateKey.js';
import { readPublicKey } from '../../x509/publicKey.js';
import { sshPublicKey } from '../../x509/ssh/publicKey.js';
import { applyArtefact, artefactArgs, decideArtefact } from './artefact.js';
import { keyedRules, probeKeyedArtefact } from './keyedArtefact.js';
import { fingerprintsOf, publicData } from './keyFacts.js';
import { returnedContent } from './returnedContent.js';
import { signingKeyArgs } from './signingKey.js';

const args = {
  ...artefactArgs,
  ...signingKeyArgs,
  format: { default: 'PEM', choices: ['OpenSSH', 'PEM'], description: 'Form of the public key.' },
} as const;

type Args = ArgsOf<typeof args>;

export const opensslPublickey = defineModule({
  name: 'community.crypto.openssl_publickey',
  doc: {
    short: 'Writes the public half of a private key',
    examples: `- community.crypto.openssl_publickey:
    path: /etc/ssl/www.pub
    privatekey_path: /etc/ssl/private/www.pem
`,
    returns: {
      filename: 'Path of the public key',
      format: 'Its form',
      privatekey: 'Path of the private key',
      fingerprint: 'Fingerprints of the public key, by digest',
      publickey: 'The public key, with `return_content`',
      backup_file: 'Path of the backup',
    },
  },
  args,
  rules: {
    mutually_exclusive: [['privatekey_path', 'privatekey_content']],
    ...keyedRules,
  },
  check: 'full',
  probe: probeKeyedArtefact,
  decide(args, { artefact, key }) {
    const content = args.state === 'present' ? artefact.content : undefined;
    const write = key !== undefined && (args.force || content === undefined || !sameKey(args, content, key));
    const result = {
      privatekey: args.privatekey_path ?? null,
      filename: args.path,
      format: args.format,
      fingerprint: key ? fingerprintsOf(publicKeyOf(key)) : new Dict(),
      ...returnedContent(args, 'publickey', content),
    };
    const { work, ...decision } = decideArtefact(args, artefact, { write, result, facts: factsOf(content) });
    return { ...decision, work: { work, key } };
  },
  apply(args, { work, key }, ctx) {
    const make = async () => {
      const content = written(args, key!);
      return { content, facts: factsOf(content), result: returnedContent(args, 'publickey', content) };
    };
    return applyArtefact(args, work, ctx, make, factsOf(work.artefact.content));
  },
});

function written({ format }: Args, key: KeyObject): Buffer {
  const half = createPublicKey(key);
  if (format === 'OpenSSH') return Buffer.from(sshPublicKey(half));
  return Buffer.from(half.export({ type: 'spki', format: 'pem' }));
}

// PEM is compared by the key in it, so that other line lengths do not count; OpenSSH text without its comment.
function sameKey(args: Args, content: Buffer, key: KeyObject): boolean {
  if (args.format === 'OpenSSH') {
    const words = (text: Buffer) => text.toString('utf8').trim().split(/\s+/, 2).join(' ');
    return words(content) === words(written(args, key));
  }
  try {
    const have = readPublicKey(content, 'the public key').export({ type: 'spki', format: 'der' });
    return have.equals(publicKeyOf(key));
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
}

function factsOf(content: Buffer | undefined): Dict {
  if (content === undefined) return new Dict();
  try {
    const spki = readPublicKey(content, 'the public key').export({ type: 'spki', format: 'der' });
    const { type, data } = publicData(spki);
    return Dict.of({
      can_parse_key: true,
      fingerprints: fingerprintsOf(spki, true),
      public_data: data,
      type,
    });
  } catch (error) {
    if (error instanceof DiagnosticError) return Dict.of({ can_parse_key: false });
    throw error;
  }
}
