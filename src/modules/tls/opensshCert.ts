import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { ArgsOf } from '../../spec/types.js';
import { attributeArgs } from '../files/attributes.js';
import { type ArtefactWork, applyArtefact, artefactArgs, decideArtefact, probeArtefact } from './artefact.js';
import { inputOf } from './inputs.js';
import {
  certificateLines,
  decideSshCertificate,
  makeSshCertificate,
  presentCertificate,
  sshCertificateArgs,
  sshCertificateFacts,
  sshCertificateWish,
} from './sshCertificateWish.js';

const args = {
  ...attributeArgs,
  ...sshCertificateArgs,
  path: artefactArgs.path,
  state: { default: 'present', choices: ['present', 'absent'], description: 'Whether the file is there.' },
  use_agent: { type: 'bool', default: false, description: 'Not supported: the key must be a file.' },
  pkcs11_provider: { type: 'str', description: 'Not supported: the key must be a file.' },
} as const;

type Args = ArgsOf<typeof args>;

export const opensshCert = defineModule({
  name: 'community.crypto.openssh_cert',
  doc: {
    short: 'Signs an SSH key: a certificate for a host or a user',
    examples: `- community.crypto.openssh_cert:
    type: host
    path: /etc/ssh/ssh_host_ed25519_key-cert.pub
    public_key: /etc/ssh/ssh_host_ed25519_key.pub
    signing_key: /etc/ssh/ca
    principals: [node1.example.com]
    valid_from: always
    valid_to: forever
`,
    returns: {
      filename: 'Path of the certificate',
      type: 'host or user',
      info: 'What the certificate says, line by line',
    },
  },
  args,
  rules: {
    required_if: [['state', 'present', ['type', 'signing_key', 'public_key', 'valid_from', 'valid_to']]],
  },
  check: 'full',
  async probe(args, ctx) {
    const present = args.state === 'present';
    if (present && (args.use_agent || args.pkcs11_provider !== undefined))
      fail(
        'ssh-signing-key',
        'certificates are signed with a key file only: use_agent and pkcs11_provider are not supported',
      );
    const paths = present ? [args.signing_key, args.public_key] : [];
    const { artefact, inputs } = await probeArtefact(fileArgs(args), ctx, paths);
    if (!present) return { artefact, wish: undefined };
    const signing = inputOf('the signing key', inputs[0], undefined)!;
    const owner = inputOf('the public key', inputs[1], undefined)!;
    return { artefact, wish: sshCertificateWish(args, signing, owner, new Date()) };
  },
  decide(args, { artefact, wish }) {
    const have = wish && presentCertificate(artefact.content);
    const step = wish ? decideSshCertificate(args, wish, have) : 'keep';
    const idle: ArtefactWork = { artefact, kind: 'attributes', change: {} };
    if (typeof step === 'object')
      return { changed: false, failed: `${args.path}: ${step.refusal}`, work: { work: idle, wish } };
    const shown = wish
      ? { type: args.type!, filename: args.path, ...(have && { info: certificateLines(have) }) }
      : {};
    const { work, ...decision } = decideArtefact(fileArgs(args), artefact, {
      write: step === 'make',
      result: shown,
      facts: sshCertificateFacts(have),
    });
    return { ...decision, work: { work, wish } };
  },
  apply(args, { work, wish }, ctx) {
    const make = async () => {
      const content = makeSshCertificate(wish!);
      const made = presentCertificate(content)!;
      return { content, facts: sshCertificateFacts(made), result: { info: certificateLines(made) } };
    };
    const before = sshCertificateFacts(presentCertificate(work.artefact.content));
    return applyArtefact(fileArgs(args), work, ctx, make, before);
  },
});

function fileArgs(args: Args): Args & { readonly backup: false } {
  return { ...args, backup: false };
}
