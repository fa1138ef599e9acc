import type { ModuleContext } from '../../module/types.js';
import type { AccountIds } from '../../shell/primitives/accounts.js';
import { listTree } from '../../shell/primitives/find.js';
import { folderOf, joinPath } from '../../shell/primitives/path.js';
import { parseStat, statScript } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { probeWithAccounts, stateOf } from './attributes.js';
import type { FileArgs } from './file.js';

/** A path as it is: itself, what a link leads to, what the source of a link is, and what is below. */
export interface Entry {
  /** Not followed. */
  readonly stat: FileStat;
  /** Followed. */
  readonly target: FileStat;
  readonly source: FileStat | undefined;
  /** The source as the link's folder sees it (relative sources are relative to the link). */
  readonly state: ReturnType<typeof stateOf>;
  readonly below: readonly FileStat[];
  readonly ids: AccountIds;
}

/** Examines a path in one frame; a second one lists a tree when it is needed. */
export async function probeEntry(args: FileArgs, ctx: ModuleContext): Promise<Entry> {
  const path = args.path.replace(/(.)\/+$/, '$1');
  const source = args.src === undefined ? undefined : sourcePath(args.src, path, args.state);
  const scripts = [
    statScript([path], { expand: true, resolve: true }),
    statScript(source === undefined ? [path] : [path, source], { expand: true, follow: true }),
  ];
  const { results, ids } = await probeWithAccounts(ctx, args, scripts);
  const stat = parseStat(results[0]!, 1).stats[0]!;
  const [target, linked] = parseStat(results[1]!, source === undefined ? 1 : 2).stats;
  const lists = stat.type === 'directory' && (args.recurse || (args.state === 'absent' && ctx.diff));
  const below = lists ? (await listTree(ctx.host, stat.path)).entries : [];
  return { stat, target: target!, source: linked, state: stateOf(stat), below, ids };
}

function sourcePath(src: string, path: string, state: FileArgs['state']): string {
  return state === 'hard' || src.startsWith('~') || src.startsWith('$') ? src : joinPath(folderOf(path), src);
}
