import { definePlainModule } from '../../module/define.js';
import type { ModuleHost } from '../../module/types.js';
import { whyAbsent } from '../../shell/primitives/absence.js';
import { probeFile } from '../../shell/primitives/stat.js';

export const slurp = definePlainModule({
  kind: 'read',
  name: 'ansible.builtin.slurp',
  doc: {
    short: 'Reads a file of the target as base64',
    examples: '- slurp:\n    src: /etc/machine-id\n  register: id\n',
    returns: { content: 'Base64 text', source: 'Path read', encoding: '`base64`' },
  },
  args: { src: { type: 'path', required: true, aliases: ['path'], description: 'File on the target.' } },
  async run({ src }, ctx) {
    const { stat, content } = await probeFile(ctx.host, src, { expand: true });
    if (!stat.exists) return { failed: await absence(ctx.host, stat.path) };
    if (stat.type === 'directory')
      return { failed: `source is a directory and must be a file: ${stat.path}` };
    if (content === undefined) return { failed: `file is not readable: ${stat.path}` };
    return { result: { content: content.toString('base64'), source: stat.path, encoding: 'base64' } };
  },
});

const ABSENCE: Readonly<Record<string, (path: string) => string>> = {
  missing: (path) => `file not found: ${path}`,
  denied: (path) => `file is not readable: ${path}`,
  'not-folder': (path) => `unable to slurp file: [Errno 20] Not a directory: '${path}'`,
};

async function absence(host: ModuleHost, path: string): Promise<string> {
  return ABSENCE[await whyAbsent(host, path)]!(path);
}
