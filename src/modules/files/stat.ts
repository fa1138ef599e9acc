import { definePlainModule } from '../../module/define.js';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../shell/primitives/checksum.js';
import { statFile } from '../../shell/primitives/stat.js';
import { Dict } from '../../value/types.js';
import { statValue } from './statValue.js';

export const stat = definePlainModule({
  kind: 'read',
  name: 'ansible.builtin.stat',
  doc: {
    short: 'Tells the facts of a path',
    description: 'MIME types and chattr flags are not looked up: they are returned as unknown and empty.',
    examples: '- stat:\n    path: /etc/frr/frr.conf\n  register: conf\n',
    returns: { stat: 'The facts; `exists` alone when there is nothing' },
  },
  args: {
    path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'Path on the target.' },
    follow: { type: 'bool', default: false, description: 'Follow a link.' },
    get_checksum: { type: 'bool', default: true, description: 'Compute a digest of a regular file.' },
    checksum_algorithm: {
      type: 'str',
      default: 'sha1',
      choices: [...CHECKSUM_ALGORITHMS],
      aliases: ['checksum', 'checksum_algo'],
      description: 'Which digest.',
    },
    get_mime: {
      type: 'bool',
      default: true,
      aliases: ['mime', 'mime_type', 'mime-type'],
      description: 'Accepted for compatibility.',
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
    const found = await statFile(ctx.host, args.path, {
      follow: args.follow,
      resolve: true,
      expand: true,
      ...wanted,
    });
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
      ...(args.get_mime && { mimetype: 'unknown', charset: 'unknown' }),
      ...(args.get_attributes && { attributes: [], attr_flags: '', version: null }),
    });
    return { result: { stat: facts } };
  },
});
