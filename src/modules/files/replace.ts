import { defineModule } from '../../module/define.js';
import { captured, compilePattern } from '../../value/pyre.js';
import { attributeArgs } from './attributes.js';
import { backupArg, validateArg } from './contentArgs.js';
import { applyEdit, decideEdit, keepEdit, probeEdit, refuseEdit } from './edit.js';
import { encodeText } from './encodeText.js';

const args = {
  ...attributeArgs,
  path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'File to edit.' },
  regexp: {
    type: 'str',
    required: true,
    description: 'Python regular expression in multi-line mode; every match is replaced.',
  },
  replace: { type: 'str', default: '', description: 'Text for each match; may refer to groups.' },
  after: { type: 'str', description: 'Only replace behind the first match of this expression.' },
  before: { type: 'str', description: 'Only replace in front of the first match of this expression.' },
  backup: backupArg,
  validate: validateArg,
  encoding: { type: 'str', default: 'utf-8', description: 'Encoding of the file.' },
} as const;

export const replace = defineModule({
  name: 'ansible.builtin.replace',
  doc: {
    short: 'Replaces every match of a regular expression in a file',
    examples:
      '- replace:\n    path: /etc/hosts\n    regexp: "(\\\\s+)old\\\\.name(\\\\s+.*)?$"\n    replace: "\\\\1new.name\\\\2"\n',
    returns: { msg: 'Number of replacements', backup_file: 'Path of the backup' },
  },
  args,
  check: 'full',
  probe: probeEdit,
  decide(args, target, mode) {
    const { path } = target.stat;
    if (target.stat.type === 'directory')
      return refuseEdit(target, `Path ${path} is a directory !`, { rc: 256 });
    if (target.text === undefined) return refuseEdit(target, `Path ${path} does not exist !`, { rc: 257 });
    const latin = /^(latin[-_]?1|iso[-_]?8859[-_]?1)$/i.test(args.encoding);
    const text = target.text.toString(latin ? 'latin1' : 'utf8');
    const part = section(text, args.after, args.before);
    if (part === undefined) {
      const pattern = sectionPattern(args.after, args.before);
      return keepEdit(target, `Pattern for before/after params did not match the given file: ${pattern}`, {
        rc: 0,
      });
    }
    const [from, to] = part;
    const done = compilePattern(args.regexp, { multiline: true }).replace(text.slice(from, to), args.replace);
    const after =
      done.count > 0
        ? encodeText(text.slice(0, from) + done.text + text.slice(to), args.encoding)
        : target.text;
    const message = done.count > 0 && !after.equals(target.text) ? `${done.count} replacements made` : '';
    return decideEdit(args, target, { after, message, result: { rc: 0 }, headers: 'path' }, mode);
  },
  apply: (args, work, ctx) => applyEdit(args, work, ctx),
});

/** Bounds of the text between the first match of `after` and the next one of `before`; undefined without both. */
function section(
  text: string,
  after: string | undefined,
  before: string | undefined,
): [number, number] | undefined {
  if (after === undefined && before === undefined) return [0, text.length];
  const head = after === undefined ? undefined : `(?P<head>${after})`;
  const match = compilePattern(sectionPattern(head, before), { dotAll: true }).search(text);
  if (!match) return undefined;
  const from = match.index + (after === undefined ? 0 : captured(match, 'head').length);
  return [from, from + captured(match, 'subsection').length];
}

function sectionPattern(after: string | undefined, before: string | undefined): string {
  if (after !== undefined && before !== undefined) return `${after}(?P<subsection>.*?)${before}`;
  return after === undefined ? `(?P<subsection>.*)${before}` : `${after}(?P<subsection>.*)`;
}
