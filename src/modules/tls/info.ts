import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext, Returned } from '../../module/types.js';
import type { ArgOptions, ArgRules } from '../../spec/types.js';
import type { Dict } from '../../value/types.js';
import { cryptoBackend } from './cryptoBackend.js';
import { type Input, inputOf, readInputs } from './inputs.js';

/** Arguments of every module that tells about one file or text. */
export const infoArgs = {
  path: { type: 'path', description: 'File on the target.' },
  content: { type: 'str', description: 'The content as text, in place of a file.' },
  ...cryptoBackend,
} as const satisfies ArgOptions;

export const infoRules = {
  required_one_of: [['path', 'content']],
  mutually_exclusive: [['path', 'content']],
} as const satisfies ArgRules;

/** The file or text that the arguments name. Throws a DiagnosticError when it cannot be read. */
export async function infoInput(
  args: { readonly path: string | undefined; readonly content: string | undefined },
  ctx: ModuleContext,
  what: string,
): Promise<Input> {
  const [file] = await readInputs(ctx, [args.path]);
  return inputOf(what, file, args.content) ?? fail('input-missing', 'path or content is needed');
}

/** How host names are shown. */
export const nameEncodingArg = {
  default: 'ignore',
  choices: ['ignore', 'idna', 'unicode'],
  description: 'Form of international host names: as they are, as A-labels, or as Unicode.',
} as const;

/** Facts as the result of a module. */
export function resultOf(facts: Dict): Returned {
  return Object.fromEntries([...facts].map(([key, value]) => [String(key), value]));
}
