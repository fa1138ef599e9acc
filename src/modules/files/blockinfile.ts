import { defineModule } from '../../module/define.js';
import type { ArgsOf } from '../../spec/types.js';
import { compilePattern } from '../../value/pyre.js';
import { attributeArgs } from './attributes.js';
import { backupArg, validateArg } from './contentArgs.js';
import { applyEdit, decideEdit, keepEdit, probeEdit, refuseEdit, splitLines } from './edit.js';

const args = {
  ...attributeArgs,
  path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'File to edit.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the block is there.',
  },
  marker: {
    type: 'str',
    default: '# {mark} ANSIBLE MANAGED BLOCK',
    description: 'Line around the block; `{mark}` becomes the begin or end word.',
  },
  marker_begin: { type: 'str', default: 'BEGIN', description: 'Word of the first marker.' },
  marker_end: { type: 'str', default: 'END', description: 'Word of the last marker.' },
  block: {
    type: 'str',
    default: '',
    aliases: ['content'],
    description: 'Text between the markers; empty removes the block.',
  },
  insertafter: { type: 'str', description: 'Expression of the line to insert after, or EOF.' },
  insertbefore: { type: 'str', description: 'Expression of the line to insert before, or BOF.' },
  create: { type: 'bool', default: false, description: 'Create a missing file.' },
  backup: backupArg,
  validate: validateArg,
} as const;

type BlockArgs = ArgsOf<typeof args>;

export const blockinfile = defineModule({
  name: 'ansible.builtin.blockinfile',
  doc: {
    short: 'Keeps a marked block of lines in a text file',
    examples:
      '- blockinfile:\n    path: /etc/hosts\n    block: |\n      10.0.0.1 spine1\n      10.0.0.2 spine2\n',
    returns: { msg: 'What happened', backup_file: 'Path of the backup' },
  },
  args,
  rules: { mutually_exclusive: [['insertbefore', 'insertafter']] },
  check: 'full',
  probe: probeEdit,
  decide(args, target, mode) {
    if (target.stat.type === 'directory')
      return refuseEdit(target, `Path ${target.stat.path} is a directory !`, { rc: 256 });
    if (target.text === undefined && args.state === 'absent') {
      return keepEdit(target, `File ${target.stat.path} not present`);
    }
    if (target.text === undefined && !args.create) {
      return refuseEdit(target, `Path ${target.stat.path} does not exist !`, { rc: 257 });
    }
    const before = target.text?.toString('utf8') ?? '';
    const { text, message } = editBlock(args, before);
    const words = target.text === undefined ? 'File created' : message;
    return decideEdit(
      args,
      target,
      { after: Buffer.from(text, 'utf8'), message: words, headers: 'parts' },
      mode,
    );
  },
  apply: (args, work, ctx) => applyEdit(args, work, ctx, { makeParent: args.create }),
});

/** The text with the block put in, replaced or taken out. */
function editBlock(args: BlockArgs, before: string): { text: string; message: string } {
  const begin = args.marker.replaceAll('{mark}', args.marker_begin);
  const end = args.marker.replaceAll('{mark}', args.marker_end);
  const present = args.state === 'present' && args.block !== '';
  const block = present ? splitLines(`${begin}\n${args.block.replace(/\n?$/, '\n')}${end}\n`) : [];
  const lines = splitLines(before);
  const opens = lines.findLastIndex((line) => bare(line) === begin);
  const closes = lines.findLastIndex((line) => bare(line) === end);
  if (opens >= 0 && closes >= 0) {
    const at = Math.min(opens, closes);
    lines.splice(at, Math.abs(closes - opens) + 1);
    const text = place(lines, at, block);
    return { text, message: text === before ? '' : present ? 'Block inserted' : 'Block removed' };
  }
  if (!present) return { text: before, message: '' };
  const at = position(args, lines, before);
  return { text: place(lines, at, block), message: 'Block inserted' };
}

function place(lines: string[], at: number, block: readonly string[]): string {
  const above = lines[at - 1];
  if (block.length > 0 && above !== undefined && !above.endsWith('\n')) lines[at - 1] = `${above}\n`;
  return [...lines.slice(0, at), ...block, ...lines.slice(at)].join('');
}

function position(args: BlockArgs, lines: readonly string[], text: string): number {
  if (args.insertbefore === 'BOF') return 0;
  const anchor = args.insertbefore ?? args.insertafter ?? 'EOF';
  if (anchor === 'EOF') return lines.length;
  const pattern = compilePattern(anchor);
  // With (?m) the expression may span lines; otherwise the last line that holds it counts.
  const found = /^\(\?[a-z]*m/.test(anchor)
    ? lineOfMatch(pattern.search(text), args.insertbefore === undefined, text)
    : lines.findLastIndex((line) => pattern.search(line) !== null);
  if (found < 0) return lines.length;
  return args.insertbefore === undefined ? found + 1 : found;
}

/** The number of the line in which a match ends (or begins); -1 without a match. */
function lineOfMatch(match: RegExpExecArray | null, end: boolean, text: string): number {
  if (!match) return -1;
  return text.slice(0, match.index + (end ? match[0].length : 0)).split('\n').length - 1;
}

function bare(line: string): string {
  return line.replace(/\r?\n$/, '');
}
