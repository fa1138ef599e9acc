import { defineModule } from '../../module/define.js';
import { diffValue } from '../../module/diffValue.js';
import type { Applied, Decision } from '../../module/types.js';
import { setAttributes } from '../../shell/primitives/attributes.js';
import { makeDirectories } from '../../shell/primitives/directory.js';
import { makeHardLink, makeSymlink, removePaths, touchFile } from '../../shell/primitives/entries.js';
import { statFile } from '../../shell/primitives/stat.js';
import type { ArgsOf } from '../../spec/types.js';
import { attributeArgs, fileFacts, unknownAccount } from './attributes.js';
import { probeEntry } from './entryProbe.js';
import { decideState, type EntryWork } from './fileState.js';
import { checkMode } from './mode.js';

const args = {
  ...attributeArgs,
  path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'Path on the target.' },
  state: {
    type: 'str',
    choices: ['absent', 'directory', 'file', 'hard', 'link', 'touch'],
    description: 'What there should be; default: what there is, or a file.',
  },
  src: { type: 'path', description: 'What a link leads to.' },
  force: {
    type: 'bool',
    default: false,
    description: 'Replace a file or folder by a link, and link to what does not exist.',
  },
  follow: { type: 'bool', default: true, description: 'Follow a link at the path.' },
  recurse: {
    type: 'bool',
    default: false,
    description: 'Set the attributes of everything below a folder as well.',
  },
  modification_time: { type: 'str', description: '`now`, `preserve`, or a time in the given format.' },
  modification_time_format: {
    type: 'str',
    default: '%Y%m%d%H%M.%S',
    description: 'Format of modification_time.',
  },
  access_time: { type: 'str', description: '`now`, `preserve`, or a time in the given format.' },
  access_time_format: { type: 'str', default: '%Y%m%d%H%M.%S', description: 'Format of access_time.' },
} as const;

export type FileArgs = ArgsOf<typeof args>;

export const file = defineModule({
  name: 'ansible.builtin.file',
  doc: {
    short: 'Manages files, folders and links and their attributes',
    examples: '- file:\n    path: /etc/frr\n    state: directory\n    owner: frr\n    mode: "0750"\n',
    returns: { path: 'Path of a file or folder', dest: 'Path of a link', state: 'What there is now' },
  },
  args,
  check: 'full',
  async probe(args, ctx) {
    checkMode(args.mode);
    return probeEntry(args, ctx);
  },
  decide(args, entry, { check, diff }): Decision<EntryWork> {
    const decision = decideState(args, entry, check);
    const account =
      decision.failed === undefined && entry.state !== 'absent' ? unknownAccount(args, entry.ids) : undefined;
    const { diff: shown, ...rest } = decision;
    if (account !== undefined)
      return {
        ...rest,
        changed: false,
        failed: account,
        result: { ...rest.result, ...fileFacts(entry.stat) },
      };
    if (!shown) return rest;
    const result = { ...rest.result, diff: diffValue(shown) };
    return diff ? { ...rest, result, diff: shown } : { ...rest, result };
  },
  async apply(_args, work, ctx): Promise<Applied> {
    const { host } = ctx;
    if (work.remove !== undefined) await removePaths(host, [work.remove]);
    if (work.directory !== undefined) await makeDirectories(host, [work.directory.path], work.directory);
    if (work.symlink !== undefined) await makeSymlink(host, work.symlink.target, work.symlink.path);
    if (work.hardLink !== undefined) await makeHardLink(host, work.hardLink.target, work.hardLink.path);
    if (work.touch !== undefined) await touchFile(host, work.touch.path, work.touch);
    for (const { paths, change } of work.attributes) await setAttributes(host, paths, change);
    if (work.path === undefined) return {};
    return { result: fileFacts(await statFile(host, work.path)) };
  },
});
