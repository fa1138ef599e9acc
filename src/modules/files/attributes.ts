import type { ModuleContext, Returned } from '../../module/types.js';
import type { ExecResult } from '../../session/types.js';
import { type AccountIds, accountScript, parseAccounts } from '../../shell/primitives/accounts.js';
import type { AttributeChange } from '../../shell/primitives/attributes.js';
import { PROBE } from '../../shell/primitives/host.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import type { Sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';
import type { Value } from '../../value/types.js';
import { modeText, resolveMode } from './mode.js';

/** The arguments that every module which makes files has. */
export const attributeArgs = {
  mode: { type: 'raw', description: 'Permissions: quoted octal, or symbolic clauses such as `u=rwX,go=rX`.' },
  owner: { type: 'str', description: 'Name or number of the user that owns the file.' },
  group: { type: 'str', description: 'Name or number of the group that owns the file.' },
  attributes: {
    type: 'str',
    aliases: ['attr'],
    description: 'Flags for chattr; accepted, and reported as not applied.',
  },
  seuser: { type: 'str', description: 'SELinux user; accepted for compatibility.' },
  serole: { type: 'str', description: 'SELinux role; accepted for compatibility.' },
  setype: { type: 'str', description: 'SELinux type; accepted for compatibility.' },
  selevel: { type: 'str', description: 'SELinux level; accepted for compatibility.' },
  unsafe_writes: {
    type: 'bool',
    default: false,
    description: 'Write in place when the file cannot be renamed over.',
  },
} as const satisfies ArgOptions;

export interface AttributeArgs {
  readonly mode: Value | undefined;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly attributes?: string | undefined;
  readonly unsafe_writes?: boolean;
}

/** Runs probes together with the look-up of the owner and group asked for: one frame. */
export async function probeWithAccounts(
  ctx: ModuleContext,
  args: AttributeArgs,
  scripts: readonly Sh[],
): Promise<{ results: ExecResult[]; ids: AccountIds }> {
  if (args.attributes !== undefined)
    ctx.warn(`attributes=${args.attributes} is not applied: chattr flags are not managed`);
  if (args.owner === undefined && args.group === undefined) {
    const results =
      scripts.length === 1 ? [await ctx.host.run(scripts[0]!, PROBE)] : await ctx.host.batch(scripts, PROBE);
    return { results, ids: { uid: undefined, gid: undefined } };
  }
  const results = await ctx.host.batch([...scripts, accountScript(args.owner, args.group)], PROBE);
  return { results: results.slice(0, -1), ids: parseAccounts(results.at(-1)!) };
}

/** Why the owner or group cannot be set, in Ansible's words; undefined when they can. */
export function unknownAccount(args: AttributeArgs, ids: AccountIds): string | undefined {
  if (args.owner !== undefined && ids.uid === undefined)
    return `chown failed: failed to look up user ${args.owner}`;
  if (args.group !== undefined && ids.gid === undefined)
    return `chgrp failed: failed to look up group ${args.group}`;
  return undefined;
}

/** What has to change on an existing file, with the values before and after for a diff. */
export interface AttributePlan {
  readonly change: AttributeChange;
  readonly changed: boolean;
  readonly before: Readonly<Record<string, Value>>;
  readonly after: Readonly<Record<string, Value>>;
}

/** Compares the attributes asked for with those of a file. A link keeps its mode (it has none of its own). */
export function planAttributes(args: AttributeArgs, stat: FileStat, ids: AccountIds): AttributePlan {
  const before: Record<string, Value> = {};
  const after: Record<string, Value> = {};
  const change: { mode?: number; owner?: string; group?: string; noFollow?: boolean } = {};
  const link = stat.type === 'link';
  const mode = link ? undefined : wantedMode(args, stat);
  if (mode !== undefined && mode !== stat.mode) {
    change.mode = mode;
    before.mode = modeText(stat.mode);
    after.mode = modeText(mode);
  }
  if (ids.uid !== undefined && ids.uid !== stat.uid) {
    change.owner = String(ids.uid);
    before.owner = stat.uid;
    after.owner = ids.uid;
  }
  if (ids.gid !== undefined && ids.gid !== stat.gid) {
    change.group = String(ids.gid);
    before.group = stat.gid;
    after.group = ids.gid;
  }
  // chown clears the set-id bits, so the mode is set again after it.
  if ((change.owner ?? change.group) !== undefined && (stat.mode & 0o6000) !== 0 && !link)
    change.mode ??= mode ?? stat.mode;
  if (link) change.noFollow = true;
  return { change, changed: Object.keys(before).length > 0, before, after };
}

/** The mode asked for, relative to a file (or to a new one when it does not exist). */
export function wantedMode(
  args: { readonly mode: Value | undefined },
  stat: FileStat,
  fresh = 0o644,
): number | undefined {
  if (args.mode === undefined) return undefined;
  return resolveMode(args.mode, {
    mode: stat.exists ? stat.mode : fresh,
    directory: stat.type === 'directory',
  });
}

/** uid, gid, owner, group, mode, state and size, as Ansible's file modules return them. */
export function fileFacts(stat: FileStat): Returned {
  if (!stat.exists) return { state: 'absent' };
  return {
    uid: stat.uid,
    gid: stat.gid,
    owner: stat.owner ?? String(stat.uid),
    group: stat.group ?? String(stat.gid),
    mode: modeText(stat.mode),
    state: stateOf(stat),
    size: stat.size,
  };
}

/** The facts of a file after its attributes will have been changed. */
export function withChange(stat: FileStat, args: AttributeArgs, plan: AttributePlan): FileStat {
  const name = (given: string | undefined) =>
    given !== undefined && !/^\d+$/.test(given) ? given : undefined;
  const owner = plan.change.owner === undefined ? stat.owner : name(args.owner);
  const group = plan.change.group === undefined ? stat.group : name(args.group);
  const { owner: _owner, group: _group, ...rest } = stat;
  return {
    ...rest,
    ...(owner !== undefined && { owner }),
    ...(group !== undefined && { group }),
    mode: plan.change.mode ?? stat.mode,
    uid: Number(plan.change.owner ?? stat.uid),
    gid: Number(plan.change.group ?? stat.gid),
  };
}

/** The state of a path in the file module's words. */
export function stateOf(stat: FileStat): 'absent' | 'link' | 'directory' | 'hard' | 'file' {
  if (stat.type === 'link') return 'link';
  if (!stat.exists) return stat.isLink ? 'link' : 'absent';
  if (stat.type === 'directory') return 'directory';
  return stat.nlink > 1 ? 'hard' : 'file';
}
