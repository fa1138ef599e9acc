import type { Diff } from '../../events/events.js';
import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import type { AccountIds } from '../../shell/primitives/accounts.js';
import { type AttributeChange, setAttributes } from '../../shell/primitives/attributes.js';
import { makeDirectories } from '../../shell/primitives/directory.js';
import { makeSymlink } from '../../shell/primitives/entries.js';
import { baseName, joinPath } from '../../shell/primitives/path.js';
import { contentScript, parseContent, parseStat, statScript } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { planAttributes, probeWithAccounts, unknownAccount, wantedMode } from './attributes.js';
import type { CopyArgs } from './copy.js';
import { contentDiff, diffLimit, stateDiff } from './diffs.js';
import { digest } from './digests.js';
import type { LocalEntry, LocalSource } from './localSource.js';
import { modeText, resolveMode } from './mode.js';
import { applyPlace } from './place.js';

/** A folder of the controller and its counterpart on the target. */
export interface TreePlace {
  readonly source: Extract<LocalSource, { kind: 'folder' }>;
  readonly root: FileStat;
  /** Facts of the counterpart of each entry. */
  readonly stats: readonly FileStat[];
  readonly contents: readonly (Buffer | undefined)[];
  readonly maxDiffSize: number;
  readonly ids: AccountIds;
}

export interface TreeWork {
  readonly folders: readonly string[];
  readonly files: readonly { readonly entry: LocalEntry; readonly current: FileStat }[];
  readonly attributes: readonly { readonly path: string; readonly change: AttributeChange }[];
}

const LOOK = { follow: true, resolve: true, checksum: 'sha1' } as const;

/** Examines all counterparts in one frame. */
export async function probeTree(
  args: CopyArgs,
  source: TreePlace['source'],
  ctx: ModuleContext,
): Promise<TreePlace> {
  const base = args.src!.endsWith('/') ? args.dest : joinPath(args.dest, baseName(source.path));
  const root = base.replace(/(.)\/+$/, '$1');
  const paths = [root, ...source.entries.map((entry) => joinPath(root, entry.name))];
  const scripts = [statScript(paths, { ...LOOK, expand: true })];
  const { maxDiffSize } = ctx.settings;
  const limit = diffLimit(maxDiffSize);
  if (ctx.diff) scripts.push(...paths.slice(1).map((path) => contentScript(path, { expand: true, limit })));
  const { results, ids } = await probeWithAccounts(ctx, args, scripts);
  const { stats } = parseStat(results[0]!, paths.length, LOOK);
  const contents = results.slice(1).map((result) => parseContent(result).content);
  return { source, root: stats[0]!, stats: stats.slice(1), contents, maxDiffSize, ids };
}

/** Decides which folders, files and links of the tree are missing or differ. */
export function decideTree(args: CopyArgs, place: TreePlace, diff: boolean): Decision<TreeWork> {
  const folders: string[] = place.root.exists ? [] : [place.root.path];
  const files: { entry: LocalEntry; current: FileStat }[] = [];
  const attributes: { path: string; change: AttributeChange }[] = [];
  const diffs: Diff[] = [];
  place.source.entries.forEach((entry, i) => {
    const current = place.stats[i]!;
    if (entry.kind === 'folder') {
      if (!current.exists) folders.push(current.path);
      return;
    }
    if (
      entry.kind === 'link'
        ? current.link === entry.target
        : current.checksum === digest('sha1', entry.content)
    ) {
      if (entry.kind === 'link') return;
      const plan = planAttributes({ ...args, mode: entryMode(args, entry) }, current, place.ids);
      if (!plan.changed) return;
      attributes.push({ path: current.path, change: plan.change });
      diffs.push(stateDiff({ path: current.path, ...plan.before }, { path: current.path, ...plan.after }));
    } else if (!current.exists || args.force) {
      files.push({ entry, current });
      if (entry.kind === 'file') {
        const before = { content: place.contents[i], ...(current.exists && { header: current.path }) };
        diffs.push(contentDiff(before, { content: entry.content, header: entry.path }, place.maxDiffSize));
      }
    }
  });
  const result = { dest: args.dest.endsWith('/') ? args.dest : `${args.dest}/`, src: args.src };
  const work = { folders, files, attributes };
  const failed = unknownAccount(args, place.ids);
  if (failed !== undefined) return { changed: false, failed, result, work };
  const changed = folders.length + files.length + attributes.length > 0;
  return { changed, result, work, ...(diff && { diff: diffs }) };
}

/** Makes the folders in one frame, then sends the files; calls are pipelined. */
export async function applyTree(args: CopyArgs, work: TreeWork, ctx: ModuleContext): Promise<Applied> {
  const mode =
    args.directory_mode === undefined
      ? undefined
      : resolveMode(args.directory_mode, { mode: 0o755, directory: true });
  await makeDirectories(ctx.host, work.folders, { mode, owner: args.owner, group: args.group });
  const outcomes = await Promise.all(work.files.map((file) => sendEntry(args, file, ctx)));
  await Promise.all(work.attributes.map(({ path, change }) => setAttributes(ctx.host, [path], change)));
  return outcomes.find((outcome) => outcome.failed !== undefined) ?? {};
}

async function sendEntry(
  args: CopyArgs,
  file: TreeWork['files'][number],
  ctx: ModuleContext,
): Promise<Applied> {
  const { entry, current } = file;
  if (entry.kind === 'folder') return {};
  if (entry.kind === 'link') {
    await makeSymlink(ctx.host, entry.target, current.path);
    return {};
  }
  const path = args.follow && current.real !== undefined ? current.real : current.path;
  const attributes = {
    mode: wantedMode({ mode: entryMode(args, entry) }, current),
    owner: args.owner,
    group: args.group,
  };
  return applyPlace(args, { path, current, content: entry.content, attributes, makeParent: false }, ctx);
}

function entryMode(args: CopyArgs, entry: Extract<LocalEntry, { kind: 'file' }>): CopyArgs['mode'] {
  return args.mode === 'preserve' ? modeText(entry.mode) : args.mode;
}
