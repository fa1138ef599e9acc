import type { KeyObject } from 'node:crypto';
import type { ModuleContext } from '../../module/types.js';
import type { ArgRules } from '../../spec/types.js';
import { type Artefact, type ArtefactArgs, probeArtefact } from './artefact.js';
import { type SigningKeyArgs, signingKey } from './signingKey.js';

/** Rules of a module that makes its file from a private key: it has to be told the key. */
export const keyedRules = {
  required_if: [['state', 'present', ['privatekey_path', 'privatekey_content'], true]],
} as const satisfies ArgRules;

/** Reads the file, and the key unless the file shall go. Throws a DiagnosticError for a key that cannot be read. */
export async function probeKeyedArtefact(
  args: ArtefactArgs & SigningKeyArgs,
  ctx: ModuleContext,
): Promise<{ artefact: Artefact; key: KeyObject | undefined }> {
  const present = args.state === 'present';
  const { artefact, inputs } = await probeArtefact(args, ctx, [present ? args.privatekey_path : undefined]);
  return { artefact, key: present ? signingKey(args, inputs[0]) : undefined };
}
