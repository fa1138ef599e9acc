import type { Diff } from '../../events/events.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import type { AccountIds } from '../../shell/primitives/accounts.js';
import { type AttributeChange, setAttributes } from '../../shell/primitives/attributes.js';
import { backupFile } from '../../shell/primitives/copy.js';
import { removePaths } from '../../shell/primitives/entries.js';
import { folderOf } from '../../shell/primitives/path.js';
import {
  contentScript,
  type FileContent,
  parseContent,
  parseStat,
  statScript,
} from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { writeFile } from '../../shell/primitives/write.js';
import type { ArgOptions } from '../../spec/types.js';
import { Dict, type Value } from '../../value/types.js';
import {
  type AttributeArgs,
  attributeArgs,
  planAttributes,
  probeWithAccounts,
  unknownAccount,
  wantedMode,
} from '../files/attributes.js';
import { stateDiff } from '../files/diffs.js';
import { digest } from '../files/digests.js';
import { checkMode } from '../files/mode.js';
import { cryptoBackend } from './cryptoBackend.js';

/** Arguments of every module that keeps one file of key or certificate data. */
export const artefactArgs = {
  ...attributeArgs,
  path: { type: 'path', required: true, description: 'File on the target.' },
  state: {
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the file is there.',
  },
  force: { type: 'bool', default: false, description: 'Make it anew even when it is as wanted.' },
  backup: { type: 'bool', default: false, description: 'Keep the old file beside it, with a time stamp.' },
  return_content: { type: 'bool', default: false, description: 'Return the content of the file.' },
  ...cryptoBackend,
} as const satisfies ArgOptions;

export interface ArtefactArgs extends AttributeArgs {
  readonly path: string;
  readonly state: 'absent' | 'present';
  readonly backup: boolean;
}

/** The file as it is, with the other files that the module reads. */
export interface Artefact {
  readonly stat: FileStat;
  /** undefined: there is no such file, or it cannot be read. */
  readonly content: Buffer | undefined;
  readonly folder: FileStat;
  readonly ids: AccountIds;
}

/** Facts about a file's content for results and diffs; none when there is no file. */
type Facts = Dict;

export interface ArtefactWork {
  readonly artefact: Artefact;
  /** write: make new content; attributes: only these change; remove. */
  readonly kind: 'write' | 'attributes' | 'remove';
  readonly change: AttributeChange;
}

/** Reads the file and the inputs in one frame. Undefined inputs stay undefined. */
export async function probeArtefact(
  args: ArtefactArgs,
  ctx: ModuleContext,
  inputs: readonly (string | undefined)[] = [],
): Promise<{ artefact: Artefact; inputs: (FileContent | undefined)[] }> {
  checkMode(args.mode);
  const paths = inputs.filter((path) => path !== undefined);
  const { results, ids } = await probeWithAccounts(ctx, args, [
    contentScript(args.path, { expand: true }),
    statScript([folderOf(args.path) || '.'], { follow: true, expand: true }),
    ...paths.map((path) => contentScript(path, { expand: true })),
  ]);
  const [file, folder, ...rest] = results;
  const { stat, content } = parseContent(file!);
  const read = rest.map((result) => parseContent(result));
  return {
    artefact: { stat, content, ids, folder: parseStat(folder!, 1).stats[0]! },
    inputs: inputs.map((path) => (path === undefined ? undefined : read.shift())),
  };
}

/** Why the file cannot be kept at all; undefined when it can. */
export function artefactRefusal(
  args: ArtefactArgs,
  { stat, folder, content, ids }: Artefact,
): string | undefined {
  if (folder.type !== 'directory') return `the folder ${folder.path} does not exist or is not a folder`;
  if (args.state === 'present' && stat.exists) {
    if (stat.type === 'directory') return `${stat.path} is a folder, a file is wanted there`;
    if (content === undefined) return `${stat.path} cannot be read`;
  }
  return unknownAccount(args, ids);
}

/**
 * Turns "make it anew or not" into a decision, attributes included. `result` is what is returned when the file stays;
 * `facts` describe the present content for the diff.
 */
export function decideArtefact(
  args: ArtefactArgs,
  artefact: Artefact,
  wish: { readonly write: boolean; readonly result: Returned; readonly facts: Facts },
): Decision<ArtefactWork> {
  const refusal = artefactRefusal(args, artefact);
  const idle: ArtefactWork = { artefact, kind: 'attributes', change: {} };
  if (refusal !== undefined) return { changed: false, failed: refusal, work: idle };
  const none = new Dict();
  if (args.state === 'absent') {
    const there = artefact.stat.exists || artefact.stat.isLink;
    return {
      changed: there,
      result: { ...wish.result, diff: states(none, none) },
      work: { artefact, kind: 'remove', change: {} },
      diff: [stateDiff({ state: there ? 'present' : 'absent' }, { state: 'absent' })],
    };
  }
  const result = { ...wish.result, diff: states(wish.facts, wish.facts) };
  if (wish.write) return { changed: true, result, work: { artefact, kind: 'write', change: {} } };
  const plan = planAttributes(args, artefact.stat, artefact.ids);
  return {
    changed: plan.changed,
    result,
    work: { artefact, kind: 'attributes', change: plan.change },
    ...(plan.changed && { diff: [stateDiff(plan.before, plan.after)] }),
  };
}

/** What new content is, and what the module says about it. */
interface NewContent {
  readonly content: Buffer;
  readonly facts: Facts;
  readonly result: Returned;
}

/** Does what decideArtefact planned; `make` is called when new content is due. One frame for a file. */
export async function applyArtefact(
  args: ArtefactArgs & { readonly unsafe_writes?: boolean },
  { artefact, kind, change }: ArtefactWork,
  ctx: ModuleContext,
  make: () => Promise<NewContent>,
  before: Facts,
): Promise<Applied> {
  const { stat, content } = artefact;
  const path = stat.real ?? stat.path;
  if (kind === 'remove') {
    const backup = args.backup && stat.exists ? await backupFile(ctx.host, stat.path) : undefined;
    await removePaths(ctx.host, [stat.path]);
    return backup === undefined ? {} : { result: { backup_file: backup } };
  }
  if (kind === 'attributes') {
    await setAttributes(ctx.host, [path], change);
    return {};
  }
  const made = await make();
  const { backup } = await writeFile(ctx.host, {
    path,
    content: made.content,
    current: { stat, sha1: content && digest('sha1', content) },
    mode: wantedMode(args, stat),
    owner: args.owner,
    group: args.group,
    backup: args.backup,
    unsafeWrites: args.unsafe_writes ?? false,
  });
  const diff: Diff = stateDiff(entries(before), entries(made.facts));
  return {
    result: { ...made.result, diff: states(before, made.facts), ...(backup && { backup_file: backup }) },
    diff: [diff],
  };
}

/** The `diff` of a result: two mappings. */
export function states(before: Facts, after: Facts): Dict {
  return Dict.of({ before, after });
}

function entries(facts: Facts): Record<string, Value> {
  return Object.fromEntries([...facts].map(([key, value]) => [String(key), value]));
}
