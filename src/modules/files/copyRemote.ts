import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import type { AccountIds } from '../../shell/primitives/accounts.js';
import { type AttributeChange, setAttributes } from '../../shell/primitives/attributes.js';
import { makeDirectories } from '../../shell/primitives/directory.js';
import { makeSymlink } from '../../shell/primitives/entries.js';
import { listTree } from '../../shell/primitives/find.js';
import { baseName, folderOf, joinPath } from '../../shell/primitives/path.js';
import { parseStat, statFiles, statScript } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { writeFile } from '../../shell/primitives/write.js';
import { fileFacts, planAttributes, probeWithAccounts, unknownAccount, wantedMode } from './attributes.js';
import type { CopyArgs } from './copy.js';
import { modeText, resolveMode } from './mode.js';
import { refusedByValidate, validateWords } from './place.js';

/** A source on the target and where its parts belong. */
export interface RemotePlace {
  readonly source: FileStat;
  readonly dest: FileStat;
  readonly parent: FileStat;
  readonly pairs: readonly Pair[];
  readonly ids: AccountIds;
}

interface Pair {
  readonly from: FileStat;
  readonly to: FileStat;
}

export interface RemoteWork {
  readonly folders: readonly string[];
  readonly files: readonly Pair[];
  readonly attributes: readonly { readonly path: string; readonly change: AttributeChange }[];
}

const LOOK = { checksum: 'sha1', resolve: true } as const;

/** Examines source and destination: one frame for a file, three for a folder. */
export async function probeRemote(args: CopyArgs, src: string, ctx: ModuleContext): Promise<RemotePlace> {
  const below = joinPath(args.dest, baseName(src.replace(/\/+$/, '')));
  const paths = [args.dest, below, folderOf(args.dest) || '.'];
  const sourceLook = { follow: true, ...LOOK, expand: true };
  const scripts = [statScript([src], sourceLook), statScript(paths, sourceLook)];
  const { results, ids } = await probeWithAccounts(ctx, args, scripts);
  const source = parseStat(results[0]!, 1, LOOK).stats[0]!;
  const [dest, under, parent] = parseStat(results[1]!, 3, LOOK).stats as [FileStat, FileStat, FileStat];
  const common = { source, dest, parent, ids };
  if (!source.exists) return { ...common, pairs: [] };
  if (source.type !== 'directory') {
    const to = dest.type === 'directory' || args.dest.endsWith('/') ? under : dest;
    return { ...common, pairs: [{ from: source, to }] };
  }
  const root = (src.endsWith('/') ? dest.path : under.path).replace(/(.)\/+$/, '$1');
  const from = source.path.replace(/(.)\/+$/, '$1');
  const listed = (await listTree(ctx.host, from)).entries.map((entry) => entry.path);
  const targets = [root, ...listed.map((path) => root + path.slice(from.length))];
  const sources = await statFiles(ctx.host, [from, ...listed], LOOK);
  const stats = await statFiles(ctx.host, targets, LOOK);
  return { ...common, pairs: sources.map((stat, i) => ({ from: stat, to: stats[i]! })) };
}

/** Decides what has to be copied. */
export function decideRemote(args: CopyArgs, place: RemotePlace): Decision<RemoteWork> {
  const { source, pairs } = place;
  const work: { folders: string[]; files: Pair[]; attributes: RemoteWork['attributes'][number][] } = {
    folders: [],
    files: [],
    attributes: [],
  };
  const first = pairs[0];
  if (first === undefined) return { changed: false, failed: `Source ${source.path} not found`, work };
  const single = source.type !== 'directory';
  if (single && first.to === place.dest && !place.parent.exists) {
    return {
      changed: false,
      failed: `Destination directory ${folderOf(first.to.path)} does not exist`,
      work,
    };
  }
  const failed = unknownAccount(args, place.ids);
  if (failed !== undefined) return { changed: false, failed, work };
  for (const pair of pairs) {
    const { from, to } = pair;
    if (from.type === 'directory') {
      if (!to.exists) work.folders.push(to.path);
    } else if (
      from.type === 'link' ? from.link !== to.link : from.checksum !== to.checksum || (to.isLink && !single)
    ) {
      if (from.type === 'link' || (from.hasData && (args.force || !to.exists))) work.files.push(pair);
    } else if (from.type === 'file') {
      const plan = planAttributes({ ...args, mode: pairMode(args, from) }, to, place.ids);
      if (plan.changed) work.attributes.push({ path: to.path, change: plan.change });
    }
  }
  const changed = work.folders.length + work.files.length + work.attributes.length > 0;
  const result = {
    dest: single ? first.to.path : place.dest.path,
    src: source.path,
    checksum: source.checksum,
  };
  return { changed, work, result: { ...result, ...(single && first.to.exists && fileFacts(first.to)) } };
}

/** Makes folders, then copies on the target; calls are pipelined. */
export async function applyRemote(args: CopyArgs, work: RemoteWork, ctx: ModuleContext): Promise<Applied> {
  const given = args.directory_mode;
  const mode = given === undefined ? undefined : resolveMode(given, { mode: 0o755, directory: true });
  await makeDirectories(ctx.host, work.folders, { mode, owner: args.owner, group: args.group });
  if (args.dest.endsWith('/') && work.folders.length === 0)
    await makeDirectories(
      ctx.host,
      work.files.map(({ to }) => folderOf(to.path)),
    );
  try {
    const results = await Promise.all(work.files.map((pair) => copyPair(args, pair, ctx)));
    await Promise.all(work.attributes.map(({ path, change }) => setAttributes(ctx.host, [path], change)));
    const [only] = results;
    return results.length === 1 && only
      ? { result: { ...fileFacts(only.stat), backup_file: only.backup } }
      : {};
  } catch (error) {
    return refusedByValidate(error);
  }
}

async function copyPair(args: CopyArgs, pair: Pair, ctx: ModuleContext) {
  const { from, to } = pair;
  if (from.type === 'link') {
    await makeSymlink(ctx.host, from.link ?? '', to.path);
    return undefined;
  }
  return writeFile(ctx.host, {
    path: args.follow && to.real !== undefined ? to.real : to.path,
    content: { path: from.path, sha1: from.checksum! },
    current: { stat: to, sha1: to.checksum },
    mode: wantedMode({ mode: pairMode(args, from) }, to),
    owner: args.owner,
    group: args.group,
    backup: args.backup,
    unsafeWrites: args.unsafe_writes,
    validate: validateWords(args.validate),
  });
}

/** A new file keeps its source's permissions only when asked to (`preserve`). */
function pairMode(args: CopyArgs, from: FileStat): CopyArgs['mode'] {
  return args.mode === 'preserve' ? modeText(from.mode) : args.mode;
}
