import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import type { ArgOptions, ArgsOf } from '../../spec/types.js';
import { readTextFile, type TextFile, withNewline, writeTextFile } from './textFile.js';

const args = {
  name: { required: true, description: 'What the job is known by; kept as a comment above it.' },
  job: { aliases: ['value'], description: 'Command, or the value of a variable.' },
  user: { description: 'Whose crontab; in a cron_file who runs the job.' },
  state: { choices: ['present', 'absent'], default: 'present', description: 'Whether the job exists.' },
  cron_file: { type: 'path', description: 'File in /etc/cron.d instead of a crontab.' },
  backup: { type: 'bool', default: false, description: 'Keep a copy of a cron_file.' },
  minute: { default: '*', description: 'Minute.' },
  hour: { default: '*', description: 'Hour.' },
  day: { default: '*', aliases: ['dom'], description: 'Day of the month.' },
  month: { default: '*', description: 'Month.' },
  weekday: { default: '*', aliases: ['dow'], description: 'Day of the week.' },
  special_time: {
    choices: ['annually', 'daily', 'hourly', 'monthly', 'reboot', 'weekly', 'yearly'],
    description: 'A nickname of a time.',
  },
  disabled: { type: 'bool', default: false, description: 'Comment the job out.' },
  env: { type: 'bool', default: false, description: 'Manage a variable instead of a job.' },
  insertafter: { description: 'With env: variable to put it after.' },
  insertbefore: { description: 'With env: variable to put it before.' },
} as const satisfies ArgOptions;
type CronArgs = ArgsOf<typeof args>;

interface CronState {
  readonly text: string;
  /** The file of a cron_file, undefined for a crontab. */
  readonly file: TextFile | undefined;
}

const marker = '#Ansible: ';

/** Manages jobs and variables of crontabs. */
export const cron = defineModule({
  name: 'ansible.builtin.cron',
  doc: {
    short: 'Keeps jobs in crontabs and files of cron.d',
    examples: `- ansible.builtin.cron:
    name: rotate captures
    minute: "*/10"
    job: /usr/local/sbin/rotate-captures
`,
    returns: { jobs: 'Names of the jobs.', envs: 'Names of the variables.' },
  },
  args,
  rules: { mutually_exclusive: [['insertafter', 'insertbefore']] },
  check: 'full',

  async probe(args, ctx): Promise<CronState> {
    if (args.state === 'present' && args.job === undefined)
      fail('cron-job', "state=present needs 'job': the command, or the value of the variable", {
        span: ctx.span,
      });
    if (
      args.special_time !== undefined &&
      [args.minute, args.hour, args.day, args.month, args.weekday].some((field) => field !== '*')
    ) {
      fail('cron-time', 'special_time excludes the fields of time and date', { span: ctx.span });
    }
    if (args.cron_file !== undefined) {
      const file = await readTextFile(
        ctx,
        args.cron_file.startsWith('/') ? args.cron_file : `/etc/cron.d/${args.cron_file}`,
      );
      return { text: file.text, file };
    }
    const result = await ctx.host.run(
      sh`command -v crontab >/dev/null || exit 127; crontab -l ${userWords(args)} 2>/dev/null`,
      { repeatable: true },
    );
    if (result.rc === 127)
      fail('cron-missing', 'crontab is not installed on the target', {
        span: ctx.span,
        fix: 'install cron, or use cron_file',
      });
    return { text: result.stdout.toString('utf8'), file: undefined };
  },

  decide(args, current): Decision<CronState> {
    const before = current.text.replace(/\n+$/, '');
    const after = (args.env ? withVariable(args, lines(before)) : withJob(args, lines(before))).join('\n');
    const changed = after !== before;
    const rest = lines(after);
    const jobs = rest.filter((line) => line.startsWith(marker)).map((line) => line.slice(marker.length));
    const envs = rest.flatMap((line) => /^(\w+)\s*=/.exec(line)?.[1] ?? []);
    const diff = changed ? [{ before: withNewline(before), after: withNewline(after) }] : [];
    return { changed, work: { ...current, text: withNewline(after) }, diff, result: { jobs, envs } };
  },

  async apply(args, { text, file }, ctx): Promise<Applied> {
    if (file) {
      await writeTextFile(ctx, file, text, { mode: 0o644, backup: args.backup });
      return {};
    }
    const result = await ctx.host.run(sh`crontab ${userWords(args)} -`, { stdin: text });
    return result.rc === 0 ? {} : commandFailure('crontab refuses the new content', result);
  },
});

function userWords(args: CronArgs): string[] {
  return args.user === undefined ? [] : ['-u', args.user];
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

/** The job's line under its comment, replaced in place; a new job comes last. */
function withJob(args: CronArgs, before: readonly string[]): string[] {
  const comment = `${marker}${args.name}`;
  const at = before.indexOf(comment);
  if (args.state === 'absent') return at < 0 ? [...before] : before.toSpliced(at, 2);
  const entry = [comment, jobLine(args)];
  return at < 0 ? [...before, ...entry] : before.toSpliced(at, 2, ...entry);
}

function jobLine(args: CronArgs): string {
  const time =
    args.special_time === undefined
      ? [args.minute, args.hour, args.day, args.month, args.weekday].join(' ')
      : `@${args.special_time}`;
  const who = args.cron_file === undefined ? '' : `${args.user ?? 'root'} `;
  return `${args.disabled ? '#' : ''}${time} ${who}${(args.job ?? '').replace(/[\r\n]+$/, '')}`;
}

function withVariable(args: CronArgs, before: readonly string[]): string[] {
  const position = (name: string): number =>
    before.findIndex((line) => new RegExp(`^${name}\\s*=`).test(line));
  const at = position(args.name);
  if (args.state === 'absent') return at < 0 ? [...before] : before.toSpliced(at, 1);
  const line = `${args.name}="${args.job}"`;
  if (at >= 0) return before.toSpliced(at, 1, line);
  const beside = args.insertafter ?? args.insertbefore;
  if (beside === undefined) return [line, ...before];
  const found = position(beside);
  if (found < 0) fail('cron-variable', `Variable named '${beside}' not found.`);
  return before.toSpliced(args.insertafter === undefined ? found : found + 1, 0, line);
}
