import { defineModule } from '../../module/define.js';
import type { Decision } from '../../module/types.js';
import { states } from './artefact.js';
import { cryptoBackend } from './cryptoBackend.js';
import {
  decideKey,
  hide,
  type KeyStep,
  keyArgs,
  keyFactsOf,
  keyResult,
  keyRules,
  keyText,
  makeKey,
  warnAboutCurve,
} from './keyWish.js';

const args = {
  ...keyArgs,
  content: { type: 'str', no_log: true, description: 'The present key, if there is one.' },
  content_base64: { type: 'bool', default: false, description: 'The content is base64 (a raw key).' },
  return_current_key: { type: 'bool', default: false, description: 'Return the key also when it stays.' },
  ...cryptoBackend,
} as const;

export const opensslPrivatekeyPipe = defineModule({
  name: 'community.crypto.openssl_privatekey_pipe',
  doc: {
    short: 'Makes a private key and returns it, without a file',
    description: 'Nothing touches the target. Set `no_log: true` on the task: the key is in its result.',
    examples: `- community.crypto.openssl_privatekey_pipe:
    content: "{{ vaulted_key | default(omit) }}"
  no_log: true
  register: key
`,
    returns: {
      privatekey: 'The key, when it is new or asked for',
      type: 'Kind of key',
      size: 'Bits asked for',
      curve: 'Curve of an ECC key',
      fingerprint: 'Fingerprints of the public key, by digest',
    },
  },
  args,
  rules: keyRules,
  check: 'full',
  returnsHidden: true,
  async probe(args, ctx) {
    warnAboutCurve(args, ctx);
    if (args.content === undefined) return undefined;
    const content = Buffer.from(args.content, args.content_base64 ? 'base64' : 'utf8');
    hide(args, content, ctx);
    return content;
  },
  decide(args, content): Decision<{ content: Buffer | undefined; step: KeyStep }> {
    const step = decideKey(args, content, false);
    const facts = keyFactsOf(args, content);
    const result = {
      ...keyResult(args, content),
      ...(args.return_current_key && { privatekey: keyText(content) }),
      diff: states(facts, facts),
    };
    const work = { content, step };
    if (step.kind === 'refuse') return { changed: false, failed: step.reason, work };
    return { changed: step.kind !== 'keep', result, work };
  },
  async apply(args, { content, step }, ctx) {
    const made = await makeKey(args, step, content);
    hide(args, made, ctx);
    const diff = states(keyFactsOf(args, content), keyFactsOf(args, made));
    return { result: { ...keyResult(args, made), privatekey: keyText(made), diff } };
  },
});
