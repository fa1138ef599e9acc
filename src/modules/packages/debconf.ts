import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { dumps } from '../../value/json.js';
import { Dict } from '../../value/types.js';

interface Answers {
  readonly missing: boolean;
  readonly values: ReadonlyMap<string, string>;
}

/** Answers the questions of Debian packages beforehand. */
export const debconf = defineModule({
  name: 'ansible.builtin.debconf',
  doc: {
    short: 'Answers the questions of Debian packages beforehand',
    examples: `- ansible.builtin.debconf:
    name: tzdata
    question: tzdata/Areas
    vtype: select
    value: Europe
`,
    returns: { current: 'Answers afterwards, by question.', previous: 'Answers before a change.' },
  },
  args: {
    name: { required: true, aliases: ['pkg'], description: 'Package.' },
    question: { aliases: ['selection', 'setting'], description: 'Question. Default: only show the answers.' },
    value: { aliases: ['answer'], description: 'Answer.' },
    vtype: {
      choices: [
        'boolean',
        'error',
        'multiselect',
        'note',
        'password',
        'seen',
        'select',
        'string',
        'text',
        'title',
      ],
      description: 'Kind of the question.',
    },
    unseen: { type: 'bool', default: false, description: 'Ask the question all the same.' },
  },
  rules: { required_together: [['question', 'vtype', 'value']] },
  check: 'full',

  async probe(args, ctx): Promise<Answers> {
    // debconf does not show passwords; asked for one question it tells.
    const secret =
      args.vtype === 'password'
        ? sh`printf 'GET %s\\n' ${args.question ?? ''} | debconf-communicate ${args.name}`
        : sh`:`;
    const result = await ctx.host.run(
      sh`command -v debconf-show >/dev/null 2>&1 || exit 3
LC_ALL=C debconf-show ${args.name} || exit 4
printf '\\036'; ${secret}`,
      { repeatable: true },
    );
    const [shown = '', told = ''] = result.stdout.toString('utf8').split('\x1e');
    const values = new Map<string, string>();
    for (const line of shown.split('\n')) {
      const [, question, value] = /^[* ] ([^:]+):\s?(.*)$/.exec(line) ?? [];
      if (question !== undefined) values.set(question, value!.trim());
    }
    const known = /^0 (.*)$/m.exec(told)?.[1];
    if (args.question !== undefined && known !== undefined) values.set(args.question, known);
    return { missing: result.rc === 3, values };
  },

  decide(args, { missing, values }): Decision<string> {
    if (missing) return { changed: false, failed: 'the target has no debconf', work: '' };
    const all = Dict.of(Object.fromEntries(values));
    const { question, vtype } = args;
    if (question === undefined || vtype === undefined || args.value === undefined)
      return { changed: false, work: '', result: { msg: '', current: all } };
    const value = vtype === 'boolean' ? args.value.toLowerCase() : args.value;
    const before = values.get(question);
    if (before !== undefined && sameAnswer(vtype, before, value))
      return { changed: false, work: '', result: { msg: '', current: all } };
    const current = Dict.of({ [question]: value });
    const previous = Dict.of(before === undefined ? {} : { [question]: before });
    const hidden = vtype === 'password';
    return {
      changed: true,
      work: `${args.name} ${question} ${vtype} ${value}\n`,
      result: { msg: '', current, previous },
      diff: hidden ? [] : [{ before: `${dumps(previous)}\n`, after: `${dumps(current)}\n` }],
    };
  },

  async apply(args, line, ctx): Promise<Applied> {
    const result = await ctx.host.run(sh`debconf-set-selections ${args.unseen ? ['-u'] : []}`, {
      stdin: line,
    });
    return result.rc === 0 ? {} : commandFailure('debconf refused the answer', result);
  },
});

function sameAnswer(vtype: string, before: string, after: string): boolean {
  if (vtype !== 'multiselect') return before === after;
  const sorted = (text: string): string =>
    text
      .split(/\s*,\s*/)
      .filter(Boolean)
      .sort()
      .join(',');
  return sorted(before) === sorted(after);
}
