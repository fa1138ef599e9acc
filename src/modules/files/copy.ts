import { defineModule } from '../../module/define.js';
import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import { baseName } from '../../shell/primitives/path.js';
import type { ArgsOf } from '../../spec/types.js';
import { dumps } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { Dict } from '../../value/types.js';
import { attributeArgs } from './attributes.js';
import { backupArg, validateArg } from './contentArgs.js';
import { applyRemote, decideRemote, probeRemote, type RemotePlace, type RemoteWork } from './copyRemote.js';
import { applyTree, decideTree, probeTree, type TreePlace, type TreeWork } from './copyTree.js';
import { digest } from './digests.js';
import { readLocal } from './localSource.js';
import { checkMode, modeText } from './mode.js';
import {
  applyPlace,
  decidePlace,
  type Place,
  type PlaceArgs,
  type PlaceWork,
  probePlace,
  type Source,
} from './place.js';

const args = {
  ...attributeArgs,
  src: {
    type: 'path',
    description:
      'File or folder on the controller (on the target with `remote_src`). With a trailing slash only the folder’s content is copied.',
  },
  content: { type: 'raw', description: 'Text to write instead of a source; a list or dict becomes JSON.' },
  dest: {
    type: 'path',
    required: true,
    description: 'Absolute path on the target; a folder when it ends with a slash.',
  },
  backup: backupArg,
  force: { type: 'bool', default: true, description: 'Replace an existing file when it differs.' },
  validate: validateArg,
  directory_mode: { type: 'raw', description: 'Mode of folders that are created while copying a folder.' },
  remote_src: { type: 'bool', default: false, description: 'The source is on the target.' },
  local_follow: { type: 'bool', default: true, description: 'Follow links of the source folder.' },
  follow: { type: 'bool', default: false, description: 'Write through a link at the destination.' },
  checksum: { type: 'str', description: 'SHA1 that the source must have.' },
  decrypt: { type: 'bool', default: true, description: 'Decrypt a vault-encrypted source.' },
} as const;

export type CopyArgs = ArgsOf<typeof args>;

type Probed =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'file'; readonly source: Source; readonly place: Place; readonly args: PlaceArgs }
  | { readonly kind: 'tree'; readonly tree: TreePlace }
  | { readonly kind: 'remote'; readonly remote: RemotePlace };

type Work =
  | { readonly kind: 'file'; readonly args: PlaceArgs; readonly work: PlaceWork }
  | { readonly kind: 'tree'; readonly work: TreeWork }
  | { readonly kind: 'remote'; readonly work: RemoteWork };

export const copy = defineModule({
  name: 'ansible.builtin.copy',
  doc: {
    short: 'Copies files and folders to the target, or writes text there',
    examples: '- copy:\n    src: frr.conf\n    dest: /etc/frr/frr.conf\n    owner: frr\n    mode: "0640"\n',
    returns: { dest: 'Path written', checksum: 'SHA1 of the content', backup_file: 'Path of the backup' },
  },
  args,
  rules: { mutually_exclusive: [['src', 'content']] },
  check: 'full',
  async probe(args, ctx): Promise<Probed> {
    checkMode(args.mode);
    checkMode(args.directory_mode);
    if (args.content !== undefined) {
      if (args.dest.endsWith('/'))
        return { kind: 'refused', reason: 'can not use content with a dir as dest' };
      // There is no source to take a mode from; ansible-core's is a private temporary file.
      const mode = args.mode === 'preserve' ? '0600' : args.mode;
      const source = { content: inlineContent(args), label: undefined, baseName: undefined };
      return fileProbe({ ...args, mode }, source, ctx);
    }
    if (args.src === undefined) return { kind: 'refused', reason: 'src (or content) is required' };
    if (args.remote_src) return { kind: 'remote', remote: await probeRemote(args, args.src, ctx) };
    const local = await readLocal(ctx, args.src, args);
    if (local.kind === 'folder') return { kind: 'tree', tree: await probeTree(args, local, ctx) };
    const mode = args.mode === 'preserve' ? modeText(local.mode) : args.mode;
    return fileProbe(
      { ...args, mode },
      { content: local.content, label: local.path, baseName: baseName(local.path) },
      ctx,
    );
  },
  decide(args, current, mode): Decision<Work> {
    if (current.kind === 'refused') return { changed: false, failed: current.reason, work: NOTHING };
    if (current.kind === 'tree') return wrap(decideTree(args, current.tree, mode.diff), 'tree');
    if (current.kind === 'remote') return wrap(decideRemote(args, current.remote), 'remote');
    if (args.checksum !== undefined && args.checksum !== digest('sha1', current.source.content)) {
      const failed = 'the source has another checksum than expected; nothing was copied';
      return { changed: false, failed, result: { expected_checksum: args.checksum }, work: NOTHING };
    }
    const decision = decidePlace(current.args, current.source, current.place, mode);
    return { ...decision, work: { kind: 'file', args: current.args, work: decision.work } };
  },
  async apply(args, work, ctx): Promise<Applied> {
    if (work.kind === 'tree') return applyTree(args, work.work, ctx);
    if (work.kind === 'remote') return applyRemote(args, work.work, ctx);
    return applyPlace(work.args, work.work, ctx);
  },
});

const NOTHING: Work = { kind: 'tree', work: { folders: [], files: [], attributes: [] } };

function wrap<K extends 'tree' | 'remote', W>(
  decision: Decision<W>,
  kind: K,
): Decision<{ kind: K; work: W }> {
  return { ...decision, work: { kind, work: decision.work } };
}

async function fileProbe(args: PlaceArgs, source: Source, ctx: ModuleContext): Promise<Probed> {
  return { kind: 'file', source, args, place: await probePlace(args, source.baseName, ctx) };
}

function inlineContent(args: CopyArgs): Buffer {
  const value = args.content!;
  const structured = Array.isArray(value) || value instanceof Dict;
  return Buffer.from(structured ? dumps(value) : pyStr(value), 'utf8');
}
