import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { CHECKSUM_ALGORITHMS, checksumFiles } from '../../shell/primitives/checksum.js';
import { listTree } from '../../shell/primitives/find.js';
import { PROBE } from '../../shell/primitives/host.js';
import { baseName } from '../../shell/primitives/path.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import { sh } from '../../shell/sh.js';
import { compilePattern } from '../../value/pyre.js';
import { Dict } from '../../value/types.js';
import { type FindArgs, findArgs, meets, wantsName } from './findFilter.js';
import { statValue } from './statValue.js';

export const find = definePlainModule({
  kind: 'read',
  name: 'ansible.builtin.find',
  doc: {
    short: 'Finds files and folders by name, age, size and content',
    examples: '- find:\n    paths: /etc/network/interfaces.d\n    patterns: "*.cfg"\n  register: snippets\n',
    returns: {
      files: 'Facts of each match',
      matched: 'Number of matches',
      examined: 'Number of names looked at',
    },
  },
  args: findArgs,
  async run(args, ctx) {
    const depth = args.recurse ? args.depth : 1;
    const matches: FileStat[] = [];
    const skipped = new Dict();
    let examined = 0;
    for (const path of args.paths) {
      // A folder at the limit is looked into all the same, and what is in it counts as examined.
      const deeper = depth === undefined ? undefined : args.recurse ? depth + 1 : depth;
      const listing = await listTree(ctx.host, path, { depth: deeper, follow: args.follow, expand: true });
      if (listing.complaint !== '' && listing.entries.length === 0) {
        skipped.set(
          path,
          listing.complaint.includes('Permission') ? listing.complaint : `'${path}' is not a directory`,
        );
        ctx.warn(`Skipped '${path}' path due to this access issue: ${listing.complaint}`);
      }
      examined += listing.entries.length;
      matches.push(...(await choose(args, withinDepth(listing.entries, depth), ctx)));
    }
    const files = matches.map((stat) => Dict.of({ ...statValue(stat, stat.path), checksum: stat.checksum }));
    const msg =
      skipped.size > 0 ? 'Not all paths examined, check warnings for details' : 'All paths examined';
    return { result: { files, matched: files.length, examined, msg, skipped_paths: skipped } };
  },
});

function withinDepth(entries: readonly FileStat[], depth: number | undefined): readonly FileStat[] {
  if (depth === undefined) return entries;
  const levels = entries.map((stat) => stat.path.split('/').length);
  const first = Math.min(...levels);
  return entries.filter((_, i) => levels[i]! - first < depth);
}

async function choose(args: FindArgs, entries: readonly FileStat[], ctx: ModuleContext): Promise<FileStat[]> {
  const now = Date.now() / 1000;
  let found = entries.filter((stat) => wantsName(args, baseName(stat.path)) && meets(args, stat, now));
  if (args.contains !== undefined && args.file_type === 'file')
    found = await containing(args, args.contains, found, ctx);
  if (!args.get_checksum) return found;
  const algorithm = CHECKSUM_ALGORITHMS.find((name) => name === args.checksum_algorithm) ?? 'sha1';
  const files = found.filter((stat) => stat.type === 'file');
  const sums = await checksumFiles(
    ctx.host,
    files.map((stat) => stat.path),
    algorithm,
  );
  const byPath = new Map(files.map((stat, i) => [stat.path, sums[i]]));
  return found.map((stat) => {
    const checksum = byPath.get(stat.path);
    return checksum === undefined ? stat : { ...stat, checksum };
  });
}

/** Files with a line that the expression matches from its start (anywhere with read_whole_file). */
async function containing(
  args: FindArgs,
  contains: string,
  stats: readonly FileStat[],
  ctx: ModuleContext,
): Promise<FileStat[]> {
  const pattern = compilePattern(contains);
  const results = await ctx.host.batch(
    stats.map((stat) => sh`cat -- ${stat.path}`),
    PROBE,
  );
  return stats.filter((_, i) => {
    const text = results[i]!.stdout.toString('utf8');
    return args.read_whole_file
      ? pattern.search(text) !== null
      : text.split('\n').some((line) => pattern.match(line) !== null);
  });
}
