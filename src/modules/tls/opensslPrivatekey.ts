import { defineModule } from '../../module/define.js';
import type { Returned } from '../../module/types.js';
import { Dict } from '../../value/types.js';
import { applyArtefact, artefactArgs, artefactRefusal, decideArtefact, probeArtefact } from './artefact.js';
import {
  decideKey,
  hide,
  keyArgs,
  keyFactsOf,
  keyResult,
  keyRules,
  keyText,
  makeKey,
  warnAboutCurve,
} from './keyWish.js';

const args = { ...artefactArgs, ...keyArgs } as const;

export const opensslPrivatekey = defineModule({
  name: 'community.crypto.openssl_privatekey',
  doc: {
    short: 'Makes a private key and keeps it',
    description:
      'The key is made on the controller and written to the target with mode 0600: the target needs no OpenSSL and no Python. It is made anew only when it does not fit the arguments; see `regenerate`.',
    examples: `- community.crypto.openssl_privatekey:
    path: /etc/ssl/private/www.pem
    type: ECC
    curve: secp256r1
`,
    returns: {
      filename: 'Path of the key',
      type: 'Kind of key',
      size: 'Bits asked for',
      curve: 'Curve of an ECC key',
      fingerprint: 'Fingerprints of the public key, by digest',
      privatekey: 'The key, with `return_content`',
      backup_file: 'Path of the backup',
    },
  },
  args,
  rules: keyRules,
  check: 'full',
  async probe(args, ctx) {
    warnAboutCurve(args, ctx);
    const { artefact } = await probeArtefact(guarded(args), ctx);
    if (artefact.content) hide(args, artefact.content, ctx);
    return artefact;
  },
  decide(args, artefact) {
    const wish = { ...args, mode: args.mode ?? '0600' };
    const present = args.state === 'present';
    const content = present ? artefact.content : undefined;
    const refused = artefactRefusal(wish, artefact) !== undefined;
    const step = present && !refused ? decideKey(args, content, args.force) : ({ kind: 'keep' } as const);
    const facts = keyFactsOf(args, content);
    const result: Returned = {
      ...keyResult(args, content),
      filename: args.path,
      ...(args.return_content && { privatekey: keyText(content) }),
    };
    const { work, ...decision } = decideArtefact(wish, artefact, {
      write: step.kind === 'make' || step.kind === 'convert',
      result,
      facts,
    });
    const failed = step.kind === 'refuse' && { failed: `${args.path}: ${step.reason}` };
    return { ...decision, ...failed, work: { work, step } };
  },
  apply(args, { work, step }, ctx) {
    const make = async () => {
      const content = await makeKey(args, step, work.artefact.content);
      hide(args, content, ctx);
      const result = {
        ...keyResult(args, content),
        ...(args.return_content && { privatekey: keyText(content) }),
      };
      return { content, facts: keyFactsOf(args, content), result };
    };
    const before = args.state === 'present' ? keyFactsOf(args, work.artefact.content) : new Dict();
    return applyArtefact(guarded(args), work, ctx, make, before);
  },
});

// A private key is never readable by others, unless that is asked for.
function guarded<T extends { mode: unknown }>(args: T): T {
  return { ...args, mode: args.mode ?? '0600' };
}
