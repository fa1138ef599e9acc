import type { Diff } from '../../events/events.js';
import type { ModuleContext } from '../../module/types.js';
import { probeFile } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { type WriteResult, writeFile } from '../../shell/primitives/write.js';

/** A configuration file as it is; text is empty when there is none. */
export interface TextFile {
  readonly stat: FileStat;
  readonly text: string;
}

/** Reads a text file in one frame, following links. `~` and variables in the path are expanded on the target. */
export async function readTextFile(ctx: ModuleContext, path: string): Promise<TextFile> {
  const { stat, content } = await probeFile(ctx.host, path, {
    expand: true,
    follow: true,
    resolve: true,
    checksum: 'sha1',
  });
  return { stat, text: content?.toString('utf8') ?? '' };
}

/** Replaces a file that was read before; refused when somebody changed it in the meantime. */
export function writeTextFile(
  ctx: ModuleContext,
  file: TextFile,
  text: string,
  options: {
    readonly mode?: number;
    readonly backup?: boolean;
    readonly owner?: string;
    readonly group?: string;
  } = {},
): Promise<WriteResult> {
  const { stat } = file;
  return writeFile(ctx.host, {
    path: stat.real ?? stat.path,
    content: Buffer.from(text),
    current: { stat, sha1: stat.checksum },
    ...options,
  });
}

/** The diff of a file's text. */
export function textDiff(file: TextFile, after: string): Diff {
  return { beforeHeader: file.stat.path, afterHeader: file.stat.path, before: file.text, after };
}

/** Text with exactly one newline at its end; empty text stays empty. */
export function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
