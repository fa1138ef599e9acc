import { fail } from '../../diag/diagnostic.js';
import type { Diff } from '../../events/events.js';
import { errorText } from '../../module/output.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import type { AccountIds } from '../../shell/primitives/accounts.js';
import { setAttributes } from '../../shell/primitives/attributes.js';
import { makeDirectories } from '../../shell/primitives/directory.js';
import { folderOf, joinPath } from '../../shell/primitives/path.js';
import { contentScript, parseContent, parseStat, statScript } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { WriteError, writeFile } from '../../shell/primitives/write.js';
import {
  type AttributeArgs,
  fileFacts,
  planAttributes,
  probeWithAccounts,
  unknownAccount,
  wantedMode,
  withChange,
} from './attributes.js';
import { contentDiff, diffLimit, stateDiff } from './diffs.js';
import { digest } from './digests.js';
import { splitWords } from './shellWords.js';

/** Content that belongs at a place on the target. */
export interface Source {
  readonly content: Buffer;
  /** The source's name in results and diffs; undefined for content given inline. */
  readonly label: string | undefined;
  /** Name below the destination when that is a folder; undefined: a folder is refused. */
  readonly baseName: string | undefined;
}

export interface PlaceArgs extends AttributeArgs {
  readonly dest: string;
  readonly backup: boolean;
  readonly force: boolean;
  readonly follow?: boolean;
  readonly validate: string | undefined;
}

/** The target as it is: the destination, its folder, and what is below it under the source's name. */
export interface Place {
  readonly dest: FileStat;
  readonly parent: FileStat;
  readonly below: FileStat | undefined;
  /** First bytes of dest and below, read only for a diff. */
  readonly contents: readonly (Buffer | undefined)[];
  readonly maxDiffSize: number;
  readonly ids: AccountIds;
}

export interface PlaceWork {
  readonly path: string;
  readonly current: FileStat;
  readonly content: Buffer | undefined;
  readonly attributes: {
    readonly mode?: number | undefined;
    readonly owner?: string | undefined;
    readonly group?: string | undefined;
  };
  readonly makeParent: boolean;
}

const LOOK = { follow: true, resolve: true, checksum: 'sha1' } as const;

/** Examines the destination in one frame. */
export async function probePlace(
  args: PlaceArgs,
  baseName: string | undefined,
  ctx: ModuleContext,
): Promise<Place> {
  const candidates = baseName === undefined ? [args.dest] : [args.dest, joinPath(args.dest, baseName)];
  const paths = [...candidates, folderOf(args.dest) || '.'];
  const scripts = [statScript(paths, { ...LOOK, expand: true })];
  const limit = diffLimit(ctx.settings.maxDiffSize);
  if (ctx.diff) scripts.push(...candidates.map((path) => contentScript(path, { expand: true, limit })));
  const { results, ids } = await probeWithAccounts(ctx, args, scripts);
  const { stats } = parseStat(results[0]!, paths.length, LOOK);
  const contents = results.slice(1).map((result) => parseContent(result).content);
  return {
    dest: stats[0]!,
    below: baseName === undefined ? undefined : stats[1],
    parent: stats.at(-1)!,
    contents,
    maxDiffSize: ctx.settings.maxDiffSize,
    ids,
  };
}

/** How a decision is going to be used. */
export interface RunMode {
  readonly check: boolean;
  readonly diff: boolean;
}

/** Decides what putting the source there would change: the shared heart of copy, template and assemble. */
export function decidePlace(
  args: PlaceArgs,
  source: Source,
  place: Place,
  { check, diff }: RunMode,
): Decision<PlaceWork> {
  const inFolder = place.dest.type === 'directory' || args.dest.endsWith('/');
  const chosen = inFolder ? place.below : place.dest;
  const none: PlaceWork = {
    path: '',
    current: place.dest,
    content: undefined,
    attributes: {},
    makeParent: false,
  };
  if (chosen === undefined)
    return { changed: false, failed: 'can not use content with a dir as dest', work: none };
  const current = chosen;
  const path = args.follow && current.real !== undefined ? current.real : current.path;
  const checksum = digest('sha1', source.content);
  if (current.type === 'directory')
    return { changed: false, failed: `cannot write ${path}: it is a directory`, work: none };
  const account = unknownAccount(args, place.ids);
  if (account !== undefined)
    return { changed: false, failed: account, result: { checksum, ...fileFacts(current) }, work: none };
  const differs = current.checksum !== checksum;
  if (current.exists && !args.force)
    return { changed: false, result: { dest: path, src: source.label }, work: none };
  const diffs =
    diff && differs ? [fileDiff(source, current, path, place, place.contents[inFolder ? 1 : 0])] : undefined;
  // In check mode an earlier task would have made the folder.
  if (!inFolder && !place.parent.exists && !check) {
    const folder = folderOf(place.dest.path);
    const failed = `Destination directory ${folder} does not exist`;
    return { changed: false, failed, result: { checksum }, work: none, ...(diffs && { diff: diffs }) };
  }
  if (differs) {
    const work: PlaceWork = {
      path,
      current,
      content: source.content,
      attributes: { mode: wantedMode(args, current), owner: args.owner, group: args.group },
      makeParent: inFolder && !place.dest.exists,
    };
    const result = { dest: path, src: source.label, checksum, md5sum: digest('md5', source.content) };
    return { changed: true, result, work, ...(diffs && { diff: diffs }) };
  }
  const plan = planAttributes(args, current, place.ids);
  const result: Returned = { path, dest: path, checksum, ...fileFacts(withChange(current, args, plan)) };
  const work: PlaceWork = { path, current, content: undefined, attributes: plan.change, makeParent: false };
  const attributeDiff = diff ? [stateDiff({ path, ...plan.before }, { path, ...plan.after })] : undefined;
  return { changed: plan.changed, result, work, ...(attributeDiff && { diff: attributeDiff }) };
}

/** Does what decidePlace planned: one frame, or two when the folder has to be made. */
export async function applyPlace(args: PlaceArgs, work: PlaceWork, ctx: ModuleContext): Promise<Applied> {
  if (work.content === undefined) {
    await setAttributes(ctx.host, [work.path], work.attributes);
    return {};
  }
  if (work.makeParent) await makeDirectories(ctx.host, [folderOf(work.path)]);
  try {
    const done = await writeFile(ctx.host, {
      path: work.path,
      content: work.content,
      current: { stat: work.current, sha1: work.current.checksum },
      ...work.attributes,
      backup: args.backup,
      unsafeWrites: args.unsafe_writes ?? false,
      validate: validateWords(args.validate),
    });
    return { result: { ...fileFacts(done.stat), backup_file: done.backup } };
  } catch (error) {
    return refusedByValidate(error);
  }
}

/** Words of a `validate` argument; `%s` is required. Throws a DiagnosticError. */
export function validateWords(validate: string | undefined): string[] | undefined {
  if (validate !== undefined && !validate.includes('%s')) {
    fail('bad-validate', `validate must contain %s: ${validate}`, {
      fix: 'write %s where the name of the file to check belongs',
    });
  }
  return validate === undefined ? undefined : splitWords(validate);
}

/** Turns a refusal by the validate command into a failed task; other errors pass. */
export function refusedByValidate(error: unknown): Applied {
  if (!(error instanceof WriteError) || error.problem !== 'validate') throw error;
  const stderr = errorText(error.result);
  const output = {
    stdout: '',
    stdout_lines: [],
    stderr,
    stderr_lines: stderr === '' ? [] : stderr.split('\n'),
  };
  const unwritten = { dest: undefined, src: undefined, md5sum: undefined };
  return {
    failed: 'failed to validate',
    changed: false,
    result: { ...unwritten, exit_status: error.validateRc, ...output },
  };
}

function fileDiff(
  source: Source,
  current: FileStat,
  path: string,
  { maxDiffSize }: Place,
  content: Buffer | undefined,
): Diff {
  const before = { content: current.exists ? content : undefined, ...(current.exists && { header: path }) };
  const after = { content: source.content, header: source.label ?? 'dynamically generated' };
  return contentDiff(before, after, maxDiffSize);
}
