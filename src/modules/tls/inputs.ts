import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext } from '../../module/types.js';
import { PROBE } from '../../shell/primitives/host.js';
import { contentScript, type FileContent, parseContent } from '../../shell/primitives/stat.js';

/** Something a module reads: given as a file of the target or as text. */
export interface Input {
  readonly content: Buffer;
  /** How messages call it: `the private key /etc/ssl/key.pem`. */
  readonly what: string;
}

/** Reads files of the target in one frame; undefined paths stay undefined. */
export async function readInputs(
  ctx: ModuleContext,
  paths: readonly (string | undefined)[],
): Promise<(FileContent | undefined)[]> {
  const scripts = paths
    .filter((path) => path !== undefined)
    .map((path) => contentScript(path, { expand: true }));
  if (scripts.length === 0) return paths.map(() => undefined);
  const results =
    scripts.length === 1 ? [await ctx.host.run(scripts[0]!, PROBE)] : await ctx.host.batch(scripts, PROBE);
  const read = results.map((result) => parseContent(result));
  return paths.map((path) => (path === undefined ? undefined : read.shift()));
}

/**
 * The content of an input given by path or as text; undefined when neither is given. Throws a DiagnosticError when the
 * file is missing or cannot be read.
 */
export function inputOf(
  what: string,
  file: FileContent | undefined,
  text: string | undefined,
): Input | undefined {
  if (text !== undefined) return { content: Buffer.from(text), what: `${what} given as text` };
  if (file === undefined) return undefined;
  const { stat, content } = file;
  const named = `${what} ${stat.path}`;
  if (!stat.exists)
    fail('input-missing', `${named} does not exist`, {
      fix: 'make it in an earlier task, or correct the path',
    });
  if (content === undefined)
    fail(
      'input-unreadable',
      `${named} cannot be read: it is ${stat.type === 'directory' ? 'a folder' : 'not readable for this user'}`,
    );
  return { content, what: named };
}
