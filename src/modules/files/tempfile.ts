import { defineModule } from '../../module/define.js';
import { makeTemporary } from '../../shell/primitives/entries.js';
import { statFile } from '../../shell/primitives/stat.js';
import { fileFacts } from './attributes.js';

export const tempfile = defineModule({
  name: 'ansible.builtin.tempfile',
  doc: {
    short: 'Creates a temporary file or folder',
    examples: '- tempfile:\n    state: directory\n    suffix: .build\n  register: scratch\n',
    returns: { path: 'Path created' },
  },
  args: {
    state: { type: 'str', default: 'file', choices: ['file', 'directory'], description: 'What to create.' },
    path: { type: 'path', description: 'Folder to create it in; default: the target’s TMPDIR or /tmp.' },
    prefix: { type: 'str', default: 'ansible.', description: 'Start of the name.' },
    suffix: { type: 'str', default: '', description: 'End of the name.' },
  },
  check: 'none',
  probe: async () => undefined,
  decide: (_args, _nothing, { check }) => ({
    changed: !check,
    work: undefined,
    ...(check && { skipped: 'remote module (ansible.builtin.tempfile) does not support check mode' }),
  }),
  async apply(args, _work, ctx) {
    const kind = args.state === 'directory' ? 'directory' : 'file';
    const path = await makeTemporary(ctx.host, kind, {
      folder: args.path,
      prefix: args.prefix,
      suffix: args.suffix,
    });
    return { result: { path, ...fileFacts(await statFile(ctx.host, path)) } };
  },
});
