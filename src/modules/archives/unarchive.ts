import { randomBytes } from 'node:crypto';
import { defineModule } from '../../module/define.js';
import type { Applied, Decision, ModuleContext, Returned } from '../../module/types.js';
import { setAttributes } from '../../shell/primitives/attributes.js';
import { mustSucceed } from '../../shell/primitives/host.js';
import { baseName, joinPath } from '../../shell/primitives/path.js';
import { statFile, statFiles } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { sh } from '../../shell/sh.js';
import type { ArgsOf } from '../../spec/types.js';
import { attributeArgs, fileFacts, planAttributes, probeWithAccounts } from '../files/attributes.js';
import { readLocal } from '../files/localSource.js';
import { httpRequest } from '../web/httpRequest.js';
import { baseRequest } from '../web/requestArgs.js';
import { type Archive, extractArchive, probeArchive, type Selection } from './archive.js';

const args = {
  ...attributeArgs,
  src: {
    type: 'path',
    required: true,
    description: 'Archive of the controller; with remote_src of the target, or an address.',
  },
  dest: { type: 'path', required: true, description: 'Existing folder of the target.' },
  remote_src: { type: 'bool', default: false, description: 'The archive is on the target.' },
  copy: { type: 'bool', default: true, description: 'Old form of remote_src: false means on the target.' },
  creates: { type: 'path', description: 'Do nothing when this exists.' },
  list_files: { type: 'bool', default: false, description: 'Return the names in the archive.' },
  keep_newer: {
    type: 'bool',
    default: false,
    description: 'Leave files alone that are newer than in the archive.',
  },
  exclude: { type: 'list', elements: 'str', default: [], description: 'Names to leave out.' },
  include: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Names to take out, and nothing else.',
  },
  extra_opts: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Further options for tar or unzip.',
  },
  validate_certs: { type: 'bool', default: true, description: 'Check the certificate of the server.' },
  decrypt: { type: 'bool', default: true, description: 'Decrypt a vault-encrypted archive.' },
  io_buffer_size: { type: 'int', default: 65536, description: 'Accepted for compatibility.' },
} as const;

type UnarchiveArgs = ArgsOf<typeof args>;

interface Staged {
  readonly kind: 'archive';
  readonly path: string;
  /** Folder to remove in the end. */
  readonly temporary: string | undefined;
  readonly folder: FileStat;
  readonly archive: Archive;
  readonly ids: Parameters<typeof planAttributes>[2];
}

type Probed = Staged | { readonly kind: 'kept' | 'refused'; readonly reason: string };

/** Takes archives apart on the target, with its tar or unzip. */
export const unarchive = defineModule({
  name: 'ansible.builtin.unarchive',
  doc: {
    short: 'Unpacks an archive on the target',
    description: 'tar (with the compressions it knows) and zip; what is there already is compared first.',
    examples: '- unarchive:\n    src: tools.tar.gz\n    dest: /opt\n    creates: /opt/tools\n',
    returns: { handler: 'Kind of the archive', files: 'Names in it, with list_files' },
  },
  args,
  rules: { mutually_exclusive: [['include', 'exclude']] },
  check: 'full',

  async probe(args, ctx): Promise<Probed> {
    if (args.creates !== undefined) {
      const found = await statFile(ctx.host, args.creates, { expand: true });
      if (found.exists || found.isLink)
        return { kind: 'kept', reason: `skipped, since ${args.creates} exists` };
    }
    const folder = await statFile(ctx.host, args.dest, { follow: true, expand: true });
    if (folder.type !== 'directory')
      return { kind: 'refused', reason: `dest '${folder.path}' must be an existing dir` };
    const { path, temporary, missing } = await stage(args, ctx);
    if (missing !== undefined) return { kind: 'refused', reason: missing };
    const { ids } = await probeWithAccounts(ctx, args, []);
    const archive = await probeArchive(ctx, path, folder.path, selectionOf(args));
    if (ctx.check || archive.refused !== undefined || !isChanged(archive)) {
      if (temporary !== undefined) await ctx.host.run(sh`rm -rf -- ${temporary}`);
    }
    return { kind: 'archive', path, temporary, folder, archive, ids };
  },

  decide(args, probed): Decision<Probed> {
    if (probed.kind === 'kept') return { changed: false, result: { msg: probed.reason }, work: probed };
    if (probed.kind !== 'archive') return { changed: false, failed: probed.reason, work: probed };
    const { archive, folder } = probed;
    const result: Returned = {
      dest: folder.path,
      src: probed.path,
      handler: archive.handler,
      ...fileFacts(folder),
      ...(args.list_files && { files: [...archive.names] }),
    };
    if (archive.refused !== undefined) {
      const failed = `Failed to find handler for "${probed.path}": ${archive.refused}`;
      return { changed: false, failed, result, work: probed };
    }
    const adjusts = (args.mode ?? args.owner ?? args.group) !== undefined;
    return { changed: isChanged(archive) || adjusts, result, work: probed };
  },

  async apply(args, probed, ctx): Promise<Applied> {
    if (probed.kind !== 'archive') return {};
    const { archive, folder, path, temporary, ids } = probed;
    const changed = isChanged(archive);
    try {
      if (changed) {
        const extracted = await extractArchive(ctx, archive, path, folder.path, selectionOf(args));
        if (extracted.rc !== 0) {
          const failed = `failed to unpack ${path} to ${folder.path}`;
          return { failed, changed: false, result: { extract_results: extractResults(extracted) } };
        }
      }
      const adjusted = await adjust(args, archive, folder.path, ids, ctx);
      return { changed: changed || adjusted, result: fileFacts(await statFile(ctx.host, folder.path)) };
    } finally {
      if (temporary !== undefined) await ctx.host.run(sh`rm -rf -- ${temporary}`);
    }
  },
});

function isChanged(archive: Archive): boolean {
  return archive.differences.length > 0;
}

function extractResults(result: { cmd: string[]; rc: number; out: string; err: string }): Returned[string] {
  return [result.cmd.join(' '), result.rc, result.out, result.err];
}

function selectionOf(args: UnarchiveArgs): Selection {
  return {
    exclude: args.exclude,
    include: args.include,
    extraOptions: args.extra_opts,
    keepNewer: args.keep_newer,
    owner: args.owner,
    group: args.group,
    setsMode: args.mode !== undefined,
  };
}

/** Brings the archive to the target when it is not there. */
async function stage(
  args: UnarchiveArgs,
  ctx: ModuleContext,
): Promise<{ path: string; temporary: string | undefined; missing?: string }> {
  const remote = args.remote_src || !args.copy;
  if (remote && /^[a-z]+:\/\//.test(args.src)) return download(args, ctx);
  if (remote) {
    const found = await statFile(ctx.host, args.src, { follow: true, expand: true });
    const missing = found.exists ? undefined : `Source '${found.path}' does not exist`;
    return { path: found.path, temporary: undefined, ...(missing !== undefined && { missing }) };
  }
  const local = await readLocal(ctx, args.src, args);
  if (local.kind === 'folder')
    return { path: local.path, temporary: undefined, missing: `${local.path} is a folder` };
  const name = baseName(local.path);
  const result = await ctx.host.run(
    sh`mw_w=\${TMPDIR:-/tmp}/mw-${randomBytes(8).toString('hex')}
mkdir -m 0700 -- "$mw_w" && cat >"$mw_w"/${name} || exit 1
mw_put "$mw_w"`,
    { stdin: local.content },
  );
  const folder = mustSucceed(result, 'stage', 'send the archive').stdout.toString('utf8');
  return { path: joinPath(folder, name), temporary: folder };
}

async function download(
  args: UnarchiveArgs,
  ctx: ModuleContext,
): Promise<{ path: string; temporary: string | undefined; missing?: string }> {
  const request = {
    ...baseRequest({ ...NO_EXTRAS, url: args.src, validate_certs: args.validate_certs }),
    userAgent: 'ansible-httpget',
  };
  const answer = await httpRequest(ctx, request, { keepBody: true });
  const path = joinPath(answer.folder, 'body');
  const missing = answer.status === 200 ? undefined : `Failure downloading ${args.src}, ${answer.reason}`;
  return { path, temporary: answer.folder, ...(missing !== undefined && { missing }) };
}

const NO_EXTRAS: Omit<Parameters<typeof baseRequest>[0], 'url' | 'validate_certs'> = {
  url_username: undefined,
  url_password: undefined,
  force_basic_auth: false,
  use_proxy: true,
  timeout: 10,
  headers: undefined,
  http_agent: 'ansible-httpget',
  client_cert: undefined,
  client_key: undefined,
  ca_path: undefined,
  use_gssapi: false,
  use_netrc: true,
  unredirected_headers: [],
  ciphers: undefined,
  decompress: false,
};

/** Sets owner, group and mode on everything that was in the archive. */
async function adjust(
  args: UnarchiveArgs,
  archive: Archive,
  folder: string,
  ids: Staged['ids'],
  ctx: ModuleContext,
): Promise<boolean> {
  if ((args.mode ?? args.owner ?? args.group) === undefined) return false;
  let changed = false;
  for (const stat of await statFiles(
    ctx.host,
    archive.names.map((name) => joinPath(folder, name)),
  )) {
    const plan = stat.exists ? planAttributes(args, stat, ids) : undefined;
    if (!plan?.changed) continue;
    await setAttributes(ctx.host, [stat.path], plan.change);
    changed = true;
  }
  return changed;
}
