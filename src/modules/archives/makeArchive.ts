import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision, Returned } from '../../module/types.js';
import { setAttributes } from '../../shell/primitives/attributes.js';
import { statFile } from '../../shell/primitives/stat.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { type Sh, sh } from '../../shell/sh.js';
import {
  attributeArgs,
  fileFacts,
  planAttributes,
  probeWithAccounts,
  unknownAccount,
} from '../files/attributes.js';
import { findSources, type Sources } from './archiveSources.js';

type Format = 'bz2' | 'gz' | 'tar' | 'xz' | 'zip';

interface Found {
  readonly sources: Sources;
  readonly dest: FileStat | undefined;
  /** A single file that is only compressed. */
  readonly single: boolean;
  /** The file is there and is what would be made. */
  readonly same: boolean;
  readonly ids: Parameters<typeof planAttributes>[2];
}

const COMPRESSORS: Readonly<Record<'bz2' | 'gz' | 'xz', Sh>> = {
  bz2: sh`bzip2 -c`,
  gz: sh`gzip -nc`,
  xz: sh`xz -c`,
};
const TAR_FLAGS: Readonly<Record<Exclude<Format, 'zip'>, string>> = { bz2: 'j', gz: 'z', tar: '', xz: 'J' };

const ARCHIVE_NAME = /\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|zip)$/;

/** Packs files of the target, with its tar, zip or compressors. */
export const archive = defineModule({
  name: 'community.general.archive',
  aliases: ['ansible.builtin.archive'],
  doc: {
    short: 'Packs files and folders of the target into an archive',
    description:
      'Makes the same bytes for the same files, so it tells without a list of its own whether anything changed.',
    examples: '- community.general.archive:\n    path: /etc/network\n    dest: /var/backups/network.tgz\n',
    returns: {
      archived: 'What is in the archive.',
      missing: 'Paths that do not exist.',
      arcroot: 'Folder that names in the archive are relative to.',
      dest_state: '`archive`, `compress`, `incomplete` or `absent`.',
    },
  },
  args: {
    ...attributeArgs,
    path: { type: 'list', elements: 'path', required: true, description: 'Files, folders and patterns.' },
    dest: { type: 'path', description: 'The archive. Default for a single file: beside it.' },
    format: {
      choices: ['bz2', 'gz', 'tar', 'xz', 'zip'],
      default: 'gz',
      description: 'Compression; a tar archive unless it is zip.',
    },
    exclude_path: {
      type: 'list',
      elements: 'path',
      default: [],
      description: 'Paths to leave out, as `path` gives them.',
    },
    exclusion_patterns: {
      type: 'list',
      elements: 'path',
      default: [],
      description: 'Patterns of whole paths to leave out.',
    },
    force_archive: { type: 'bool', default: false, description: 'An archive even of a single file.' },
    remove: { type: 'bool', default: false, description: 'Remove what was packed.' },
  },
  check: 'full',

  async probe(args, ctx): Promise<Found> {
    const [only = ''] = args.path;
    const sources = await findSources(ctx, {
      paths: args.path,
      exclude: args.exclude_path,
      patterns: args.exclusion_patterns,
      dest: args.dest,
    });
    const { ids } = await probeWithAccounts(ctx, args, []);
    const single = sources.paths.length === 1 && !sources.tree && !args.force_archive;
    const path = args.dest ?? (single ? `${sources.paths[0] ?? only}.${args.format}` : undefined);
    const dest = path === undefined ? undefined : await statFile(ctx.host, path, { expand: true });
    const whole = { sources, dest, single: single && isCompressor(args.format), ids };
    if (!dest?.exists || sources.files.length + sources.folders.length === 0)
      return { ...whole, same: false };
    const { script, stdin } = packing(args.format, whole.single, sources);
    const compared = await ctx.host.run(sh`${script} 2>/dev/null | cmp -s - ${dest.path}`, {
      repeatable: true,
      stdin,
    });
    return { ...whole, same: compared.rc === 0 };
  },

  decide(args, found): Decision<Found> {
    const { sources, dest, single, same, ids } = found;
    const refuse = (failed: string): Decision<Found> => ({ changed: false, failed, work: found });
    if (!dest) return refuse('Error, must specify "dest" when archiving multiple files or trees');
    if (dest.type === 'directory') return refuse(`${dest.path} is a folder; name the archive itself`);
    const account = unknownAccount(args, ids);
    if (account !== undefined) return refuse(account);
    const some = sources.files.length + sources.folders.length > 0;
    const adjusts = dest.exists && planAttributes(args, dest, ids).changed;
    const changed = (some && (!same || args.remove)) || adjusts;
    const told: Returned = {
      archived: some && same ? listed(args.format, sources) : [],
      arcroot: sources.root,
      dest: dest.path,
      // With nothing to pack, the name says what the file that is there must be.
      dest_state: !dest.exists
        ? 'absent'
        : some
          ? stateWord(single, sources.missing)
          : stateWord(!ARCHIVE_NAME.test(dest.path), []),
      expanded_exclude_paths: [...sources.excluded],
      expanded_paths: [...sources.paths],
      missing: [...sources.missing],
      ...(dest.exists && fileFacts(dest)),
    };
    return { changed, work: found, result: told };
  },

  async apply(args, found, ctx): Promise<Applied> {
    const { sources, single, same, ids } = found;
    const path = found.dest!.path;
    const some = sources.files.length + sources.folders.length > 0;
    if (some && !same) {
      const { script, stdin } = packing(args.format, single, sources);
      const fresh = `${path}.new`;
      const result = await ctx.host.run(
        sh`${script} >${fresh} && mv -f -- ${fresh} ${path} || { s=$?; rm -f -- ${fresh}; exit $s; }`,
        { stdin },
      );
      if (result.rc !== 0) return commandFailure(`cannot make ${path}`, result);
    }
    const made = await statFile(ctx.host, path);
    const plan = made.exists ? planAttributes(args, made, ids) : undefined;
    if (plan?.changed) await setAttributes(ctx.host, [path], plan.change);
    if (args.remove && some) {
      const gone = sources.paths.filter((each) => !sources.missing.includes(each));
      const result = await ctx.host.run(sh`rm -rf -- ${gone}`);
      if (result.rc !== 0) return commandFailure('cannot remove what was packed', result);
    }
    return {
      result: {
        archived: some ? listed(args.format, sources) : [],
        dest_state: stateWord(single, sources.missing),
        ...fileFacts(plan?.changed ? await statFile(ctx.host, path) : made),
      },
    };
  },
});

/** A command that writes the archive to standard output, and the names that it reads. */
function packing(format: Format, single: boolean, sources: Sources): { script: Sh; stdin: string } {
  const [first = ''] = sources.files;
  if (single && isCompressor(format)) return { script: sh`${COMPRESSORS[format]} -- ${first}`, stdin: '' };
  const entries = format === 'zip' ? sources.files : [...sources.folders, ...sources.files].sort();
  const names = entries.map((path) => {
    const name = path.slice(sources.root.length).replace(/^\/+/, '');
    return name.startsWith('-') ? `./${name}` : name;
  });
  const script =
    format === 'zip'
      ? sh`(cd -- ${sources.root} && zip -q -X -y - -@)`
      : sh`tar -c${TAR_FLAGS[format]}f - -C ${sources.root} --no-recursion -T -`;
  return { script, stdin: `${names.join('\n')}\n` };
}

function isCompressor(format: Format): format is 'bz2' | 'gz' | 'xz' {
  return format === 'bz2' || format === 'gz' || format === 'xz';
}

function listed(format: Format, { files, folders }: Sources): string[] {
  return format === 'zip' ? [...files] : [...folders, ...files];
}

function stateWord(single: boolean, missing: readonly string[]): string {
  if (missing.length > 0 && !single) return 'incomplete';
  return single ? 'compress' : 'archive';
}
