import { defineModule } from '../../module/define.js';
import type { Decision, ModuleContext } from '../../module/types.js';
import { setAttributes } from '../../shell/primitives/attributes.js';
import { removePaths } from '../../shell/primitives/entries.js';
import type { FileContent } from '../../shell/primitives/stat.js';
import { writeFile } from '../../shell/primitives/write.js';
import type { ArgsOf } from '../../spec/types.js';
import { generatePrivateKey } from '../../x509/privateKey.js';
import { isSshPrivateKey, type SshPrivateKey } from '../../x509/ssh/privateKey.js';
import { type AttributeArgs, attributeArgs, planAttributes, wantedMode } from '../files/attributes.js';
import { digest } from '../files/digests.js';
import { type Artefact, artefactRefusal, probeArtefact, states } from './artefact.js';
import { hideKey } from './hideKey.js';
import {
  decideSshKey,
  loadSshKey,
  sshKeyArgs,
  sshKeyFacts,
  sshKeyFile,
  sshKeyLine,
  sshKeyResult,
  sshKeyWish,
} from './sshKeyWish.js';

const args = {
  ...attributeArgs,
  ...sshKeyArgs,
  path: {
    type: 'path',
    required: true,
    description: 'Private key on the target; the public one has `.pub` after it.',
  },
  state: { default: 'present', choices: ['present', 'absent'], description: 'Whether the files are there.' },
} as const;

type Args = ArgsOf<typeof args>;

interface Pair {
  readonly secret: Artefact;
  readonly open: FileContent;
  /** The present key, why it cannot be read, or undefined when there is none. */
  readonly loaded: SshPrivateKey | string | undefined;
}

/** make: both files anew; public: the public key and the comment; attributes: only owner and mode. */
interface Work {
  readonly pair: Pair;
  readonly step: 'make' | 'public' | 'attributes' | 'remove';
  readonly key: SshPrivateKey | undefined;
}

export const opensshKeypair = defineModule({
  name: 'community.crypto.openssh_keypair',
  doc: {
    short: 'Makes an SSH key pair and keeps it',
    description:
      'The keys are made on the controller: the target needs no ssh-keygen. A missing public key is made from the private one.',
    examples: `- community.crypto.openssh_keypair:
    path: /root/.ssh/id_ed25519
    type: ed25519
    comment: backup
  register: pair
- ansible.posix.authorized_key:
    user: root
    key: "{{ pair.public_key }}"
`,
    returns: {
      filename: 'Path of the private key',
      type: 'Kind of key',
      size: 'Bits of the key',
      fingerprint: 'Fingerprint of the public key',
      public_key: 'The public key',
      comment: 'Its comment',
    },
  },
  args,
  check: 'full',
  async probe(args, ctx): Promise<Pair> {
    const { artefact, inputs } = await probeArtefact({ ...args, backup: false }, ctx, [`${args.path}.pub`]);
    const loaded = artefact.content && loadSshKey(args, artefact.content);
    if (artefact.content) hideKey(ctx, artefact.content, typeof loaded === 'object' ? loaded.key : undefined);
    return { secret: artefact, open: inputs[0]!, loaded };
  },
  decide(args, pair): Decision<Work> {
    const { secret, open, loaded } = pair;
    const idle: Work = { pair, step: 'attributes', key: undefined };
    const refusal = artefactRefusal({ ...args, backup: false }, secret);
    if (refusal !== undefined) return { changed: false, failed: refusal, work: idle };
    if (args.state === 'absent') {
      const changed = secret.stat.exists || open.stat.exists;
      return { changed, result: sshKeyResult(args, undefined, undefined), work: { ...idle, step: 'remove' } };
    }
    const line = open.content?.toString('utf8');
    const step = loaded === undefined || args.force ? 'make' : decideSshKey(args, loaded, line);
    if (typeof step === 'object')
      return { changed: false, failed: `${args.path}: ${step.refusal}`, work: idle };
    const key = typeof loaded === 'object' ? loaded : undefined;
    const facts = sshKeyFacts(key?.key, line);
    const result = { ...sshKeyResult(args, key?.key, line), diff: states(facts, facts) };
    if (step !== 'keep') return { changed: true, result, work: { pair, step, key } };
    const changed = [secret.stat, open.stat].some((stat) => planAttributes(args, stat, secret.ids).changed);
    return { changed, result, work: { ...idle, key } };
  },
  async apply(args, { pair, step, key: old }, ctx) {
    const { secret, open } = pair;
    if (step === 'remove') {
      await removePaths(ctx.host, [secret.stat.path, open.stat.path]);
      return {};
    }
    if (step === 'attributes') {
      for (const { stat } of [secret, open])
        await setAttributes(
          ctx.host,
          [stat.real ?? stat.path],
          planAttributes(args, stat, secret.ids).change,
        );
      return {};
    }
    const key = step === 'make' ? await generatePrivateKey(sshKeyWish(args)) : old!.key;
    const comment = args.comment ?? (step === 'make' ? '' : old!.comment);
    const line = sshKeyLine(key, comment);
    if (step === 'make' || (isSshPrivateKey(secret.content!) && old!.comment !== comment)) {
      const content = sshKeyFile(args, key, comment);
      hideKey(ctx, content, key);
      await write(args, secret, content, 0o600, ctx);
    }
    await write(args, open, Buffer.from(line), 0o644, ctx);
    const diff = states(sshKeyFacts(old?.key, open.content?.toString('utf8')), sshKeyFacts(key, line));
    return { result: { ...sshKeyResult(args, key, line), diff } };
  },
});

async function write(
  args: Args & AttributeArgs,
  { stat, content: old }: Pick<FileContent, 'stat' | 'content'>,
  content: Buffer,
  fresh: number,
  ctx: ModuleContext,
): Promise<void> {
  await writeFile(ctx.host, {
    path: stat.real ?? stat.path,
    content,
    current: { stat, sha1: old && digest('sha1', old) },
    mode: wantedMode(args, stat) ?? (stat.exists ? undefined : fresh),
    owner: args.owner,
    group: args.group,
    unsafeWrites: args.unsafe_writes,
  });
}
