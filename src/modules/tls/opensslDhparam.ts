import { DiagnosticError } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { Dict } from '../../value/types.js';
import { dhParameterSize, makeDhParameters } from '../../x509/dhParameters.js';
import { applyArtefact, artefactArgs, decideArtefact, probeArtefact } from './artefact.js';
import { returnedContent } from './returnedContent.js';

const args = {
  ...artefactArgs,
  size: { type: 'int', default: 4096, description: 'Bits of the prime.' },
} as const;

export const opensslDhparam = defineModule({
  name: 'community.crypto.openssl_dhparam',
  doc: {
    short: 'Makes Diffie-Hellman parameters',
    description:
      'The prime is searched on the controller, which takes up to a minute for 2048 bits and many minutes for 4096: how long is luck.',
    examples: `- community.crypto.openssl_dhparam:
    path: /etc/ssl/dhparams.pem
    size: 2048
`,
    returns: {
      filename: 'Path of the parameters',
      size: 'Bits of the prime',
      dhparams: 'The parameters, with `return_content`',
      backup_file: 'Path of the backup',
    },
  },
  args,
  check: 'full',
  async probe(args, ctx) {
    return (await probeArtefact(args, ctx)).artefact;
  },
  decide(args, artefact) {
    const content = args.state === 'present' ? artefact.content : undefined;
    const write = args.state === 'present' && (args.force || sizeOf(content) !== args.size);
    const result = {
      size: args.size,
      filename: args.path,
      ...returnedContent(args, 'dhparams', content),
    };
    return decideArtefact(args, artefact, { write, result, facts: factsOf(content) });
  },
  apply(args, work, ctx) {
    const make = async () => {
      const content = await makeDhParameters(args.size);
      return { content, facts: factsOf(content), result: returnedContent(args, 'dhparams', content) };
    };
    return applyArtefact(args, work, ctx, make, factsOf(work.artefact.content));
  },
});

function sizeOf(content: Buffer | undefined): number | undefined {
  if (content === undefined) return undefined;
  try {
    return dhParameterSize(content, 'the parameter file');
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

function factsOf(content: Buffer | undefined): Dict {
  return content === undefined ? new Dict() : Dict.of({ size: sizeOf(content) ?? null });
}
