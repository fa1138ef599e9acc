import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import { readTextFile, type TextFile, textDiff, withNewline, writeTextFile } from './textFile.js';

interface SysctlState {
  readonly file: TextFile;
  /** Value in the kernel; undefined when it was not asked for or does not exist. */
  readonly live: string | undefined;
}

interface SysctlWork {
  readonly file: TextFile;
  /** New text of the file, undefined when it stays. */
  readonly text: string | undefined;
  readonly set: boolean;
}

/** Manages kernel parameters in a sysctl file and in the running kernel. */
export const sysctl = defineModule({
  name: 'ansible.posix.sysctl',
  doc: {
    short: 'Sets kernel parameters and keeps them in a file',
    examples: `- ansible.posix.sysctl:
    name: net.ipv4.ip_forward
    value: 1
    sysctl_set: true
    sysctl_file: /etc/sysctl.d/60-router.conf
`,
  },
  args: {
    name: { required: true, aliases: ['key'], description: 'Dotted name of the parameter.' },
    value: { type: 'raw', aliases: ['val'], description: 'Wanted value; booleans become 1 and 0.' },
    state: {
      choices: ['present', 'absent'],
      default: 'present',
      description: 'Whether the file has the entry.',
    },
    ignoreerrors: { type: 'bool', default: false, description: 'Ignore unknown parameters.' },
    reload: { type: 'bool', default: true, description: 'Load the file after a change of it.' },
    sysctl_file: { type: 'path', default: '/etc/sysctl.conf', description: 'The file.' },
    sysctl_set: {
      type: 'bool',
      default: false,
      description: 'Compare with the running kernel too, and set it.',
    },
  },
  rules: { required_if: [['state', 'present', ['value']]] },
  check: 'full',

  async probe(args, ctx): Promise<SysctlState> {
    const [file, live] = await Promise.all([
      readTextFile(ctx, args.sysctl_file),
      args.sysctl_set ? ctx.host.run(sh`cat ${procPath(args.name)}`, { repeatable: true }) : undefined,
    ]);
    return { file, live: live?.rc === 0 ? live.stdout.toString('utf8') : undefined };
  },

  decide(args, current): Decision<SysctlWork> {
    const value = args.state === 'present' ? valueText(args.value) : undefined;
    if (value === '')
      return {
        changed: false,
        work: { file: current.file, text: undefined, set: false },
        failed: 'value cannot be blank',
      };
    const text = edited(current.file.text, args.name.trim(), value);
    const fileChanged = text !== current.file.text;
    const set = args.sysctl_set && value !== undefined && words(current.live ?? '') !== words(value);
    return {
      changed: fileChanged || set,
      work: { file: current.file, text: fileChanged ? text : undefined, set },
      ...(fileChanged && { diff: [textDiff(current.file, text)] }),
    };
  },

  async apply(args, work, ctx): Promise<Applied> {
    const ignore = args.ignoreerrors ? ['-e'] : [];
    if (work.set) {
      const result = await ctx.host.run(
        sh`sysctl ${ignore} -w ${`${args.name.trim()}=${valueText(args.value)}`}`,
      );
      if (result.rc !== 0 && !args.ignoreerrors)
        return commandFailure('setting the parameter failed', result);
    }
    if (work.text === undefined) return {};
    await writeTextFile(ctx, work.file, work.text);
    if (!args.reload) return {};
    const result = await ctx.host.run(sh`sysctl ${ignore} -p ${work.file.stat.real ?? work.file.stat.path}`);
    if (result.rc !== 0 && !args.ignoreerrors)
      return { ...commandFailure('Failed to reload sysctl', result), changed: true };
    return {};
  },
});

/** Slashes and dots trade places: `net/ipv4/conf/eth0.5/x` and `net.ipv4.conf.eth0/5.x` name the same. */
function procPath(name: string): string {
  const parts = /^[^.]*\//.test(name)
    ? name.split('/')
    : name
        .trim()
        .split('.')
        .map((part) => part.replaceAll('/', '.'));
  return `/proc/sys/${parts.join('/')}`;
}

function valueText(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  const text = pyStr(value).trim();
  if (/^(yes|true|on)$/i.test(text)) return '1';
  return /^(no|false|off)$/i.test(text) ? '0' : text;
}

function words(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}

/** The file with the parameter set (or removed): the last entry counts, others of the same name go. */
function edited(text: string, name: string, value: string | undefined): string {
  const lines = text.split('\n');
  const entry = (line: string): RegExpExecArray | null => /^\s*-?([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
  const own = lines.map((line, i) => [entry(line), i] as const).filter(([match]) => match?.[1] === name);
  if (value === undefined)
    return own.length === 0 ? text : lines.filter((line) => entry(line)?.[1] !== name).join('\n');
  const last = own.at(-1);
  if (last && own.length === 1 && words(last[0]![2]!) === words(value)) return text;
  const wanted = `${name}=${value}`;
  if (!last) return `${withNewline(text)}${wanted}\n`;
  return lines
    .flatMap((line, i) => (i === last[1] ? [wanted] : entry(line)?.[1] === name ? [] : [line]))
    .join('\n');
}
