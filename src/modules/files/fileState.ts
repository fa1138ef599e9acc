import type { Diff } from '../../events/events.js';
import type { Decision, Returned } from '../../module/types.js';
import type { AttributeChange } from '../../shell/primitives/attributes.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import type { Value } from '../../value/types.js';
import { Dict } from '../../value/types.js';
import {
  type AttributePlan,
  fileFacts,
  planAttributes,
  stateOf,
  wantedMode,
  withChange,
} from './attributes.js';
import { stateDiff } from './diffs.js';
import type { Entry } from './entryProbe.js';
import type { FileArgs } from './file.js';
import { modeText } from './mode.js';
import { touchTimes } from './touchTime.js';

/** What apply has to do, in this order. */
export interface EntryWork {
  readonly remove?: string;
  readonly directory?: AttributeChange & { readonly path: string };
  readonly symlink?: { readonly target: string; readonly path: string };
  readonly hardLink?: { readonly target: string; readonly path: string };
  readonly touch?: { readonly path: string; readonly access?: string; readonly modification?: string };
  readonly attributes: readonly { readonly paths: readonly string[]; readonly change: AttributeChange }[];
  /** Path whose facts are returned afterwards. */
  readonly path?: string;
}

type Outcome = Decision<EntryWork>;

/** The decision of the file module for each state. */
export function decideState(args: FileArgs, entry: Entry, check: boolean): Outcome {
  const state = args.state ?? (entry.state !== 'absent' ? entry.state : args.recurse ? 'directory' : 'file');
  if (args.recurse && state !== 'directory')
    return refuse(entry, "recurse option requires state to be 'directory'");
  if (args.src !== undefined && state !== 'link' && state !== 'hard')
    return refuse(entry, `src option requires state to be 'link' or 'hard'`);
  switch (state) {
    case 'absent':
      return absent(entry);
    case 'directory':
      return directory(args, entry, check);
    case 'link':
    case 'hard':
      return link(args, entry, state);
    case 'touch':
      return touch(args, entry);
    default:
      return plainFile(args, entry);
  }
}

function absent(entry: Entry): Outcome {
  const { path } = entry.stat;
  if (entry.state === 'absent')
    return settle(false, { path, state: 'absent' }, { attributes: [] }, stateDiff({ path }, { path }));
  const content = (directories: boolean): Value =>
    entry.below.filter((one) => (one.type === 'directory') === directories).map((one) => one.path);
  const listed = Dict.of({ directories: content(true), files: content(false) });
  const before = { path, state: entry.state, ...(entry.state === 'directory' && { path_content: listed }) };
  return settle(
    true,
    { path, state: 'absent' },
    { remove: path, attributes: [] },
    stateDiff(before, { path, state: 'absent' }),
  );
}

function directory(args: FileArgs, entry: Entry, check: boolean): Outcome {
  const stat = args.follow && entry.stat.type === 'link' ? entry.target : entry.stat;
  const { path } = entry.stat;
  if (!stat.exists) {
    const mode = wantedMode(args, stat, 0o755);
    const work = { directory: { path, mode, owner: args.owner, group: args.group }, attributes: [], path };
    const shown = mode !== undefined && mode !== 0o755 && !check;
    const before = { path, state: 'absent', ...(shown && { mode: '0755' }) };
    const after = { path, state: 'directory', ...(shown && { mode: modeText(mode) }) };
    return settle(true, { path }, work, stateDiff(before, after));
  }
  if (stat.type !== 'directory') return refuse(entry, `${path} already exists as a ${stateOf(stat)}`);
  const plan = planAttributes(args, stat, entry.ids);
  const work: EntryWork['attributes'][number][] = plan.changed
    ? [{ paths: [path], change: plan.change }]
    : [];
  if (args.recurse) work.push(...recursive(args, entry));
  return settle(
    work.length > 0,
    { path, ...fileFacts(withChange(stat, args, plan)) },
    { attributes: work },
    attributeDiff(path, plan),
  );
}

/** Attribute changes below a folder, paths with the same change together. Links themselves get owner and group. */
function recursive(args: FileArgs, entry: Entry): EntryWork['attributes'][number][] {
  const groups = new Map<string, { paths: string[]; change: AttributeChange }>();
  for (const one of entry.below) {
    const plan = planAttributes(args, one, entry.ids);
    if (!plan.changed) continue;
    const key = JSON.stringify(plan.change);
    const group = groups.get(key) ?? { paths: [], change: plan.change };
    group.paths.push(one.path);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function link(args: FileArgs, entry: Entry, state: 'link' | 'hard'): Outcome {
  const { stat, source } = entry;
  const { path } = stat;
  const target = args.src ?? (state === 'link' && stat.isLink ? stat.link : undefined);
  if (target === undefined)
    return refuse(
      entry,
      state === 'hard' && entry.state === 'hard'
        ? `src is required for creating new hardlinks`
        : 'src is required for creating new symlinks',
    );
  const result: Returned = { dest: path, src: target };
  if (source !== undefined && !source.exists && (state === 'hard' || !args.force)) {
    const failed =
      state === 'hard'
        ? `src does not exist`
        : `src file does not exist, use "force=yes" if you really want to create the link: ${source.path}`;
    return { ...refuse(entry, failed), result: { path } };
  }
  const same =
    state === 'link'
      ? stat.link === target
      : stat.exists && source?.inode === stat.inode && source.device === stat.device;
  if (same) {
    const followed = state === 'link' && args.follow && entry.target.exists ? entry.target : stat;
    const plan = planAttributes(args, followed, entry.ids);
    const paths = plan.changed
      ? [{ paths: [followed === stat ? path : (stat.real ?? path)], change: plan.change }]
      : [];
    return settle(
      plan.changed,
      { ...result, ...(source?.exists !== false && fileFacts(stat)) },
      { attributes: paths },
      attributeDiff(path, plan),
    );
  }
  const blocked = stat.exists && (state === 'link' ? !stat.isLink : stat.type === 'directory' || !args.force);
  if (
    blocked &&
    !(args.force && stat.type !== 'directory') &&
    !(args.force && entry.below.length === 0 && stat.type === 'directory')
  ) {
    const failed =
      state === 'hard'
        ? `Cannot link, different hard link exists at destination`
        : `refusing to convert from ${entry.state} to symlink for ${path}`;
    return refuse(entry, failed);
  }
  const made = { target, path };
  const plan = state === 'hard' && source ? planAttributes(args, source, entry.ids) : undefined;
  const owned =
    state === 'link'
      ? planAttributes({ ...args, mode: undefined }, { ...stat, exists: true, type: 'link' }, entry.ids)
      : plan;
  const attributes = owned?.changed ? [{ paths: [path], change: owned.change }] : [];
  // Attributes of a link that is followed are those of what it leads to.
  if (state === 'link' && args.follow && source?.exists) {
    const led = planAttributes(args, source, entry.ids);
    attributes.length = 0;
    if (led.changed) attributes.push({ paths: [source.real ?? source.path], change: led.change });
  }
  const before =
    stat.isLink && state === 'link' ? { path, src: stat.link ?? '' } : { path, state: entry.state };
  const after = stat.isLink && state === 'link' ? { path, src: target } : { path, state };
  // What a dangling link leads to has no facts.
  const facts = state === 'link' && source?.exists === false ? {} : { path };
  const work = { ...(state === 'link' ? { symlink: made } : { hardLink: made }), attributes, ...facts };
  return settle(true, result, work, stateDiff(before, after));
}

function plainFile(args: FileArgs, entry: Entry): Outcome {
  const { path } = entry.stat;
  const stat = args.follow && entry.stat.type === 'link' ? entry.target : entry.stat;
  if (!stat.exists || (stat.type === 'link' && !args.follow)) {
    return {
      ...refuse(entry, `file (${path}) is ${stateOf(stat)}, cannot continue`),
      result: { path, state: stateOf(stat) },
    };
  }
  if (args.state === 'file' && stat.type === 'directory') {
    return refuse(entry, `file (${path}) is directory, cannot continue`);
  }
  const plan = planAttributes(args, stat, entry.ids);
  const at = entry.stat.isLink ? (entry.stat.real ?? path) : path;
  const work = { attributes: plan.changed ? [{ paths: [at], change: plan.change }] : [] };
  return settle(
    plan.changed,
    { path: at, ...fileFacts(withChange(stat, args, plan)) },
    work,
    attributeDiff(at, plan),
  );
}

function touch(args: FileArgs, entry: Entry): Outcome {
  const stat = args.follow && entry.stat.type === 'link' && entry.target.exists ? entry.target : entry.stat;
  const path = stat === entry.stat ? stat.path : (entry.stat.real ?? stat.path);
  const times = touchTimes(args, stat);
  const plan: AttributePlan | undefined = stat.exists ? planAttributes(args, stat, entry.ids) : undefined;
  const mode = stat.exists ? undefined : wantedMode(args, stat);
  const change = plan?.change ?? { mode, owner: args.owner, group: args.group };
  const attributes = plan
    ? plan.changed
    : mode !== undefined || args.owner !== undefined || args.group !== undefined;
  const changed = !stat.exists || times.changed || attributes;
  const work: EntryWork = {
    ...((!stat.exists || times.changed) && { touch: { path, ...times.wanted } }),
    attributes: attributes ? [{ paths: [path], change }] : [],
    path,
  };
  const state = stateOf(stat);
  const before = { path, state, ...plan?.before };
  const after = {
    path,
    state: 'touch',
    ...plan?.after,
    ...(mode !== undefined && { mode: modeText(mode) }),
  };
  return settle(changed, { dest: path, ...(stat.exists && fileFacts(stat)) }, work, stateDiff(before, after));
}

function settle(changed: boolean, result: Returned, work: EntryWork, diff: Diff): Outcome {
  return { changed, result, work, diff: [diff] };
}

function refuse(entry: Entry, failed: string): Outcome {
  const path: FileStat['path'] = entry.stat.path;
  return { changed: false, failed, result: { path, ...fileFacts(entry.stat) }, work: { attributes: [] } };
}

function attributeDiff(path: string, plan: AttributePlan): Diff {
  return stateDiff({ path, ...plan.before }, { path, ...plan.after });
}
