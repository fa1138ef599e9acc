import { mkdir, readFile, rename, stat as statLocal, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, resolve } from 'node:path';
import { defineModule } from '../../module/define.js';
import type { Applied, Decision, ModuleContext } from '../../module/types.js';
import { whyAbsent } from '../../shell/primitives/absence.js';
import { type FileContent, probeFile } from '../../shell/primitives/stat.js';
import { digest } from './digests.js';

const args = {
  src: { type: 'path', required: true, description: 'File on the target.' },
  dest: {
    type: 'str',
    required: true,
    description: 'Folder on the controller; the file’s name with `flat`.',
  },
  flat: { type: 'bool', default: false, description: 'Do not put the host’s name and the path below dest.' },
  fail_on_missing: { type: 'bool', default: true, description: 'Fail when the file cannot be read.' },
  validate_checksum: { type: 'bool', default: true, description: 'Compare digests after the transfer.' },
} as const;

interface Probed {
  readonly remote: FileContent;
  readonly dest: string;
  /** Digest of the local file; undefined when there is none. */
  readonly local: string | undefined;
  readonly destIsFolder: boolean;
  /** The folder around the file may not be looked into. */
  readonly denied: boolean;
}

export const fetch = defineModule({
  name: 'ansible.builtin.fetch',
  doc: {
    short: 'Copies a file of the target to the controller',
    examples: '- fetch:\n    src: /etc/frr/frr.conf\n    dest: backup/\n',
    returns: { dest: 'Path on the controller', checksum: 'SHA1 of the content' },
  },
  args,
  check: 'none',
  async probe(args, ctx): Promise<Probed> {
    const remote = await probeFile(ctx.host, args.src, { expand: true });
    const dest = localPath(args, remote.stat.path, ctx);
    const found = await statLocal(dest).catch(() => undefined);
    const local = found?.isFile() ? digest('sha1', await readFile(dest)) : undefined;
    const denied = !remote.stat.exists && (await whyAbsent(ctx.host, remote.stat.path)) === 'denied';
    return { remote, dest, local, destIsFolder: found?.isDirectory() === true, denied };
  },
  decide(
    args,
    { remote, dest, local, destIsFolder, denied },
    { check },
  ): Decision<{ dest: string; content: Buffer }> {
    const { stat, content } = remote;
    const work = { dest, content: content ?? Buffer.alloc(0) };
    if (check) return { changed: false, skipped: 'check mode not (yet) supported for this module', work };
    if (content === undefined) {
      const cause = denied ? 'the remote file is not readable, not transferring' : missing(stat);
      if (args.fail_on_missing) return { changed: false, failed: cause, result: { file: stat.path }, work };
      return {
        changed: false,
        result: { file: stat.path, msg: cause.replace(/(, ignored)?$/, ', ignored') },
        work,
      };
    }
    if (destIsFolder) {
      const failed = 'dest is an existing directory; end it with a slash to fetch into it';
      return { changed: false, failed, result: { file: dest }, work };
    }
    const checksum = digest('sha1', content);
    const sums = { checksum, md5sum: digest('md5', content), dest };
    if (checksum === local) return { changed: false, result: { ...sums, file: stat.path }, work };
    return { changed: true, result: { ...sums, remote_checksum: checksum, remote_md5sum: null }, work };
  },
  async apply(_args, { dest, content }): Promise<Applied> {
    await mkdir(dirname(dest), { recursive: true });
    const staged = join(dirname(dest), `.mw-${process.pid}-${basename(dest)}`);
    await writeFile(staged, content, { flag: 'wx' });
    await rename(staged, dest);
    return {};
  },
});

function missing(stat: FileContent['stat']): string {
  if (!stat.exists) return 'the remote file does not exist, not transferring, ignored';
  if (stat.type === 'directory') return 'remote file is a directory, fetch cannot work on directories';
  return 'remote file cannot be read, not transferring';
}

function localPath(args: { dest: string; flat: boolean }, source: string, ctx: ModuleContext): string {
  const base = resolve(ctx.files.basedir, args.dest.replace(/^~(?=\/|$)/, process.env.HOME ?? '~'));
  if (args.flat) return args.dest.endsWith('/') ? join(base, basename(source)) : base;
  // normalize on an absolute path cannot climb above the folder.
  return join(base, ctx.inventoryHostname, normalize(`/${source}`));
}
