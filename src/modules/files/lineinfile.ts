import { defineModule } from '../../module/define.js';
import type { ArgsOf } from '../../spec/types.js';
import { attributeArgs } from './attributes.js';
import { backupArg, validateArg } from './contentArgs.js';
import { applyEdit, decideEdit, keepEdit, probeEdit, refuseEdit, splitLines } from './edit.js';
import { editLines, removeLines } from './lineEdit.js';

const args = {
  ...attributeArgs,
  path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'File to edit.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the line is there.',
  },
  regexp: {
    type: 'str',
    aliases: ['regex'],
    description: 'Python regular expression; the last matching line is replaced, or all are removed.',
  },
  search_string: { type: 'str', description: 'Text to look for instead of an expression.' },
  line: { type: 'str', aliases: ['value'], description: 'The line; with `backrefs` it may refer to groups.' },
  insertafter: { type: 'str', description: 'Expression of the line to insert after, or EOF.' },
  insertbefore: { type: 'str', description: 'Expression of the line to insert before, or BOF.' },
  backrefs: {
    type: 'bool',
    default: false,
    description: 'Expand groups in the line; without a match nothing happens.',
  },
  create: { type: 'bool', default: false, description: 'Create a missing file.' },
  backup: backupArg,
  firstmatch: {
    type: 'bool',
    default: false,
    description: 'Use the first match of insertafter or insertbefore instead of the last.',
  },
  validate: validateArg,
} as const;

const EVERY_LINE =
  'is an empty string, which will match every line in the file. This may have unintended consequences, such as replacing the last line in the file rather than appending.';
const EMPTY_REGEXP = `The regular expression ${EVERY_LINE} If this is desired, use '^' to match every line in the file and avoid this warning.`;
const EMPTY_SEARCH = `The search string ${EVERY_LINE}`;

export type LineArgs = ArgsOf<typeof args>;

export const lineinfile = defineModule({
  name: 'ansible.builtin.lineinfile',
  doc: {
    short: 'Keeps one line of a text file',
    examples:
      '- lineinfile:\n    path: /etc/sysctl.conf\n    regexp: "^net.ipv4.ip_forward="\n    line: net.ipv4.ip_forward=1\n',
    returns: { msg: 'What happened', backup: 'Path of the backup', found: 'Number of removed lines' },
  },
  args,
  rules: {
    mutually_exclusive: [
      ['insertbefore', 'insertafter'],
      ['regexp', 'search_string'],
      ['backrefs', 'search_string'],
    ],
  },
  check: 'full',
  probe(args, ctx) {
    if (args.regexp === '') ctx.warn(EMPTY_REGEXP);
    if (args.search_string === '') ctx.warn(EMPTY_SEARCH);
    return probeEdit(args, ctx);
  },
  decide(args, target, mode) {
    if (target.stat.type === 'directory')
      return refuseEdit(target, `Path ${target.stat.path} is a directory !`, { rc: 256 });
    const present = args.state === 'present';
    if (present && args.backrefs && args.regexp === undefined)
      return refuseEdit(target, 'regexp is required with backrefs=true');
    if (present && args.line === undefined) return refuseEdit(target, 'line is required with state=present');
    if (
      !present &&
      args.regexp === undefined &&
      args.search_string === undefined &&
      args.line === undefined
    ) {
      return refuseEdit(target, 'state=absent needs line, search_string or regexp');
    }
    if (target.text === undefined) {
      if (!present) return keepEdit(target, 'file not present');
      if (!args.create)
        return refuseEdit(target, `Destination ${target.stat.path} does not exist !`, { rc: 257 });
    }
    const lines = splitLines(target.text?.toString('utf8') ?? '');
    const edited = present ? editLines(args, args.line!, lines) : removeLines(args, lines);
    const after = Buffer.from(edited.lines.join(''), 'utf8');
    const result = { backup: '', ...(edited.found !== undefined && { found: edited.found }) };
    return decideEdit(args, target, { after, message: edited.message, result, headers: 'parts' }, mode);
  },
  apply: (args, work, ctx) => applyEdit(args, work, ctx, { makeParent: args.create, backupKey: 'backup' }),
});
