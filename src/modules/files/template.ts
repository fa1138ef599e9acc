import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { defineModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { baseName } from '../../shell/primitives/path.js';
import type { ArgsOf } from '../../spec/types.js';
import { fileFailure, TemplateFailure } from '../../template/failure.js';
import { overlay } from '../../template/overlay.js';
import { templateVariables } from '../../template/templateVariables.js';
import { attributeArgs } from './attributes.js';
import { backupArg, validateArg } from './contentArgs.js';
import { encodeText } from './encodeText.js';
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
    required: true,
    description: 'Template on the controller, found in `templates/` of the role or beside the playbook.',
  },
  dest: {
    type: 'path',
    required: true,
    description: 'Path on the target; a folder takes the template’s name.',
  },
  backup: backupArg,
  force: { type: 'bool', default: true, description: 'Replace an existing file when it differs.' },
  validate: validateArg,
  follow: { type: 'bool', default: false, description: 'Write through a link at the destination.' },
  newline_sequence: {
    type: 'str',
    default: '\n',
    choices: ['\n', '\r', '\r\n', '\\n', '\\r', '\\r\\n'],
    description: 'What ends a line.',
  },
  block_start_string: { type: 'str', default: '{%', description: 'Start of a block.' },
  block_end_string: { type: 'str', default: '%}', description: 'End of a block.' },
  variable_start_string: { type: 'str', default: '{{', description: 'Start of an expression.' },
  variable_end_string: { type: 'str', default: '}}', description: 'End of an expression.' },
  comment_start_string: { type: 'str', description: 'Start of a comment.' },
  comment_end_string: { type: 'str', description: 'End of a comment.' },
  trim_blocks: { type: 'bool', default: true, description: 'Drop the newline after a block.' },
  lstrip_blocks: { type: 'bool', default: false, description: 'Drop blanks before a block.' },
  output_encoding: { type: 'str', default: 'utf-8', description: 'Encoding of the written file.' },
} as const;

type TemplateArgs = ArgsOf<typeof args>;

interface Probed {
  readonly source: Source;
  readonly place: Place;
  readonly args: PlaceArgs;
}

export const template = defineModule({
  name: 'ansible.builtin.template',
  doc: {
    short: 'Renders a template of the controller to a file of the target',
    examples:
      '- template:\n    src: interfaces.j2\n    dest: /etc/network/interfaces\n    validate: ifquery --interfaces=%s -a\n',
    returns: {
      dest: 'Path written',
      checksum: 'SHA1 of the rendered text',
      backup_file: 'Path of the backup',
    },
  },
  args,
  check: 'full',
  async probe(args, ctx): Promise<Probed> {
    checkMode(args.mode);
    const path = await ctx.files.find('templates', args.src);
    const text = await render(args, path, ctx);
    const content = encodeText(text, args.output_encoding);
    const mode = args.mode === 'preserve' ? modeText((await stat(path)).mode & 0o7777) : args.mode;
    const source: Source = { content, label: path, baseName: baseName(path) };
    const placed: PlaceArgs = { ...args, mode };
    return { source, args: placed, place: await probePlace(placed, source.baseName, ctx) };
  },
  decide: (_args, { args, source, place }, mode) => {
    const decision = decidePlace(args, source, place, mode);
    return { ...decision, work: { args, work: decision.work } };
  },
  apply: (_args, { args, work }: { args: PlaceArgs; work: PlaceWork }, ctx) => applyPlace(args, work, ctx),
});

/** Renders with the variables that Ansible adds for templates. */
async function render(args: TemplateArgs, path: string, ctx: ModuleContext): Promise<string> {
  const source = (await ctx.files.read(path)).toString('utf8');
  const extra = templateVariables({
    name: args.src,
    path,
    destination: args.dest,
    managed: ctx.settings.managedText,
  });
  const options = {
    file: path,
    searchPath: [dirname(path), ...ctx.files.templateSearchPath()],
    trimBlocks: args.trim_blocks,
    lstripBlocks: args.lstrip_blocks,
    newlineSequence: newline(args.newline_sequence),
    blockStart: args.block_start_string,
    blockEnd: args.block_end_string,
    variableStart: args.variable_start_string,
    variableEnd: args.variable_end_string,
    ...(args.comment_start_string !== undefined && { commentStart: args.comment_start_string }),
    ...(args.comment_end_string !== undefined && { commentEnd: args.comment_end_string }),
  };
  const scope = overlay(ctx.scope, extra);
  try {
    return await ctx.templar.settle(() => ctx.templar.renderFile(source, scope, options));
  } catch (error) {
    throw error instanceof TemplateFailure ? fileFailure(error) : error;
  }
}

function newline(given: string): '\n' | '\r' | '\r\n' {
  const text = given.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
  return text === '\r' || text === '\r\n' ? text : '\n';
}
