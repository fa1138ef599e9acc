import type { Diff } from '../../events/events.js';
import { diffEntry } from '../../module/diffValue.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import type { AccountIds } from '../../shell/primitives/accounts.js';
import { type AttributeChange, setAttributes } from '../../shell/primitives/attributes.js';
import { makeDirectories } from '../../shell/primitives/directory.js';
import { folderOf } from '../../shell/primitives/path.js';
import { contentScript, parseContent } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { writeFile } from '../../shell/primitives/write.js';
import type { Value } from '../../value/types.js';
import {
  type AttributeArgs,
  planAttributes,
  probeWithAccounts,
  unknownAccount,
  wantedMode,
} from './attributes.js';
import { stateDiff } from './diffs.js';
import { digest } from './digests.js';
import { checkMode } from './mode.js';
import { type RunMode, refusedByValidate, validateWords } from './place.js';

/** A text file to be edited in place. */
export interface EditTarget {
  readonly stat: FileStat;
  /** undefined: there is no such file. */
  readonly text: Buffer | undefined;
  readonly ids: AccountIds;
}

interface EditArgs extends AttributeArgs {
  readonly path: string;
  readonly backup: boolean;
  readonly validate?: string | undefined;
}

/** What an editing module wants: the new bytes (unchanged ones for no change) and its words for it. */
interface Edit {
  readonly after: Buffer;
  readonly message: string;
  readonly result?: Returned;
  /** How the module names its diff: as lineinfile does (two parts), or plainly by the path. */
  readonly headers: 'parts' | 'path';
}

export interface EditWork {
  readonly path: string;
  readonly target: EditTarget;
  /** undefined: only attributes change. */
  readonly after: Buffer | undefined;
  readonly change: AttributeChange;
}

/** Reads the file and its facts in one frame. Links are followed: the file they lead to is edited. */
export async function probeEdit(args: EditArgs, ctx: ModuleContext): Promise<EditTarget> {
  checkMode(args.mode);
  const { results, ids } = await probeWithAccounts(ctx, args, [contentScript(args.path, { expand: true })]);
  const { stat, content } = parseContent(results[0]!);
  return { stat, text: content, ids };
}

/** A refusal in the form of a decision. */
export function refuseEdit(target: EditTarget, failed: string, result: Returned = {}): Decision<EditWork> {
  return { changed: false, failed, result, work: { path: '', target, after: undefined, change: {} } };
}

/** A decision to leave everything as it is. */
export function keepEdit(target: EditTarget, msg: string, result: Returned = {}): Decision<EditWork> {
  return {
    changed: false,
    result: { ...result, msg },
    work: { path: '', target, after: undefined, change: {} },
  };
}

/** Turns the new content into a decision, attributes included. */
export function decideEdit(
  args: EditArgs,
  target: EditTarget,
  edit: Edit,
  { check, diff }: RunMode,
): Decision<EditWork> {
  const account = unknownAccount(args, target.ids);
  if (account !== undefined) return refuseEdit(target, account);
  const { stat } = target;
  const written = target.text === undefined || !target.text.equals(edit.after);
  // A new file is made with the usual mode first; only a real run gets as far as changing it.
  const fresh: FileStat = { ...stat, exists: true, type: 'file', mode: 0o644 };
  const unowned = { ...args, owner: undefined, group: undefined };
  const plan = stat.exists
    ? planAttributes(args, stat, target.ids)
    : check
      ? undefined
      : planAttributes(unowned, fresh, { uid: undefined, gid: undefined });
  const attributes = plan?.changed === true;
  const path = stat.real ?? stat.path;
  const change = written
    ? { mode: wantedMode(args, stat), owner: args.owner, group: args.group }
    : (plan?.change ?? {});
  const message = [
    ...(written ? [edit.message] : []),
    ...(attributes ? ['ownership, perms or SE linux context changed'] : []),
  ];
  const named = edit.headers === 'parts' ? `${stat.path} (content)` : stat.path;
  const diffs: Diff[] = [
    {
      before: target.text?.toString('utf8') ?? '',
      after: edit.after.toString('utf8'),
      beforeHeader: named,
      afterHeader: named,
    },
  ];
  if (plan && attributes) {
    const header = `${stat.path} (file attributes)`;
    diffs.push(stateDiff(plan.before, plan.after, { beforeHeader: header, afterHeader: header }));
  }
  return {
    changed: written || attributes,
    result: {
      ...edit.result,
      msg: written || attributes ? message.join(' and ') : edit.message,
      ...(edit.headers === 'parts' && { diff: partsValue(stat.path, diffs, diff) }),
    },
    work: { path, target, after: written ? edit.after : undefined, change },
    ...(diff && { diff: diffs }),
  };
}

/** lineinfile and blockinfile return both parts even when no diff is asked for, with nothing in them. */
function partsValue(path: string, diffs: readonly Diff[], asked: boolean): Value {
  const header = `${path} (file attributes)`;
  const [content, attributes] = diffs;
  return [
    diffEntry(asked ? content! : { ...content!, before: '', after: '' }),
    diffEntry(attributes ?? { beforeHeader: header, afterHeader: header }),
  ];
}

/** Writes what decideEdit planned: one frame, two when the folder has to be made. */
export async function applyEdit(
  args: EditArgs,
  work: EditWork,
  ctx: ModuleContext,
  options: { readonly makeParent?: boolean; readonly backupKey?: 'backup' | 'backup_file' } = {},
): Promise<Applied> {
  const { target } = work;
  if (work.after === undefined) {
    await setAttributes(ctx.host, [work.path], work.change);
    return {};
  }
  const folder = folderOf(work.path);
  if (options.makeParent && !target.stat.exists && folder !== '') await makeDirectories(ctx.host, [folder]);
  try {
    const { backup } = await writeFile(ctx.host, {
      path: work.path,
      content: work.after,
      current: { stat: target.stat, sha1: target.text && digest('sha1', target.text) },
      mode: work.change.mode,
      owner: work.change.owner,
      group: work.change.group,
      backup: args.backup,
      unsafeWrites: args.unsafe_writes ?? false,
      validate: validateWords(args.validate),
    });
    return backup === undefined ? {} : { result: { [options.backupKey ?? 'backup_file']: backup } };
  } catch (error) {
    return refusedByValidate(error);
  }
}

/** Lines with their line ends; the last one may have none. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
