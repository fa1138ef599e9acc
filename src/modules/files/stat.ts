import { definePlainModule } from '../../module/define.js';
import { outputText } from '../../module/output.js';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../shell/primitives/checksum.js';
import { PROBE } from '../../shell/primitives/host.js';
import { targetPath } from '../../shell/primitives/path.js';
import { parseStat, statScript } from '../../shell/primitives/stat.js';
import { type Sh, sh } from '../../shell/sh.js';
import { Dict } from '../../value/types.js';
import { checksumAlgorithmArg } from './contentArgs.js';
import { statValue } from './statValue.js';

export const stat = definePlainModule({
  kind: 'read',
  name: 'ansible.builtin.stat',
  doc: {
    short: 'Tells the facts of a path',
    description:
      'MIME types are those of file(1), unknown without it; chattr flags are not looked up and returned as empty.',
    examples: '- stat:\n    path: /etc/frr/frr.conf\n  register: conf\n',
    returns: { stat: 'The facts; `exists` alone when there is nothing' },
  },
  args: {
    path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'Path on the target.' },
    follow: { type: 'bool', default: false, description: 'Follow a link.' },
    get_checksum: { type: 'bool', default: true, description: 'Compute a digest of a regular file.' },
    checksum_algorithm: checksumAlgorithmArg,
    get_mime: {
      type: 'bool',
      default: true,
      aliases: ['mime', 'mime_type', 'mime-type'],
      description: 'Tell the MIME type and the encoding.',
    },
    get_attributes: {
      type: 'bool',
      default: true,
      aliases: ['attr', 'attributes'],
      description: 'Accepted for compatibility.',
    },
  },
  async run(args, ctx) {
    const algorithm = CHECKSUM_ALGORITHMS.find((name) => name === args.checksum_algorithm);
    const wanted: { checksum?: ChecksumAlgorithm } =
      args.get_checksum && algorithm ? { checksum: algorithm } : {};
    const options = { follow: args.follow, resolve: true, expand: true, ...wanted } as const;
    const [stats, kind] = await ctx.host.batch(
      [statScript([args.path], options), args.get_mime ? kindScript(args.path, args.follow) : sh`:`],
      PROBE,
    );
    const found = parseStat(stats!, 1, options).stats[0]!;
    if (!found.exists) return { result: { stat: Dict.of({ exists: false }) } };
    const facts = Dict.of({
      exists: true,
      ...statValue(found, found.path),
      blocks: found.blocks,
      block_size: found.blockSize,
      device_type: found.rdev,
      readable: found.readable,
      writeable: found.writable,
      executable: found.executable,
      checksum: found.checksum,
      ...(found.type === 'link' && { lnk_source: found.real, lnk_target: found.link }),
      ...(args.get_mime && parseKind(outputText(kind!))),
      ...(args.get_attributes && { attributes: [], attr_flags: '', version: null }),
    });
    return { result: { stat: facts } };
  },
});

/** The kind of content by file(1), where there is one. */
function kindScript(path: string, follow: boolean): Sh {
  const option = follow ? sh`-L ` : sh``;
  return sh`command -v file >/dev/null 2>&1 && file -b ${option}--mime-type --mime-encoding -- ${targetPath(path)}`;
}

function parseKind(line: string): { mimetype: string; charset: string } {
  const [, mimetype = 'unknown', charset = 'unknown'] = /^([^;]+); *charset=(.*)$/.exec(line) ?? [];
  return { mimetype, charset };
}
