import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';
import { readTextFile, type TextFile, textDiff, withNewline, writeTextFile } from './textFile.js';

interface MountState {
  readonly file: TextFile;
  /** Device mounted on the path, undefined when nothing is. */
  readonly mounted: string | undefined;
  readonly directory: boolean;
}

interface MountWork {
  readonly file: TextFile;
  readonly text: string | undefined;
  readonly commands: readonly Sh[];
}

/** Manages fstab entries and active mounts. */
export const mount = defineModule({
  name: 'ansible.posix.mount',
  doc: {
    short: 'Mounts file systems and keeps them in fstab',
    examples: `- ansible.posix.mount:
    path: /srv/images
    src: 192.0.2.5:/images
    fstype: nfs
    opts: ro,noatime
    state: mounted
`,
  },
  args: {
    path: { type: 'path', required: true, aliases: ['name'], description: 'Mount point.' },
    state: {
      choices: ['absent', 'absent_from_fstab', 'mounted', 'present', 'unmounted', 'remounted', 'ephemeral'],
      required: true,
      description: '`mounted` also writes fstab, `present` only that; `ephemeral` only mounts.',
    },
    src: { type: 'path', description: 'Device or remote directory.' },
    fstype: { description: 'Type of the file system.' },
    opts: { description: 'Options. Default: defaults.' },
    dump: { default: '0', description: 'Fifth field of fstab.' },
    passno: { default: '0', description: 'Sixth field of fstab.' },
    boot: { type: 'bool', default: true, description: 'Mount at boot; otherwise noauto is added.' },
    fstab: { default: '/etc/fstab', description: 'The file.' },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the file.' },
  },
  rules: {
    required_if: [
      ['state', 'mounted', ['src', 'fstype']],
      ['state', 'present', ['src', 'fstype']],
      ['state', 'ephemeral', ['src', 'fstype']],
    ],
  },
  check: 'full',

  async probe(args, ctx): Promise<MountState> {
    const [file, mounts] = await Promise.all([
      readTextFile(ctx, args.fstab),
      ctx.host.run(sh`[ -d ${args.path} ] && echo directory; cat /proc/self/mounts`, { repeatable: true }),
    ]);
    const lines = mounts.stdout.toString('utf8').split('\n');
    const entry = lines.findLast((line) => unescapeField(line.split(' ')[1] ?? '') === target(args.path));
    return { file, mounted: entry?.split(' ')[0], directory: lines[0] === 'directory' };
  },

  decide(args, current): Decision<MountWork> {
    const path = target(args.path);
    const opts = [
      args.opts ?? 'defaults',
      ...(args.boot || args.opts?.includes('noauto') ? [] : ['noauto']),
    ].join(',');
    const fields = [args.src ?? '', path, args.fstype ?? '', opts, args.dump, args.passno].map(escapeField);
    const text = ['mounted', 'present'].includes(args.state)
      ? edited(current.file.text, path, fields)
      : ['absent', 'absent_from_fstab'].includes(args.state)
        ? edited(current.file.text, path, undefined)
        : current.file.text;
    const fileChanged = text !== current.file.text;
    const active = current.mounted !== undefined;
    const commands: Sh[] = [];
    const make = sh`mkdir -p ${path}`;
    if (args.state === 'mounted') {
      if (!current.directory) commands.push(make);
      if (!active) commands.push(sh`mount ${path}`);
      else if (fileChanged)
        commands.push(sh`{ mount -o remount ${path} || { umount ${path} && mount ${path}; }; }`);
    }
    if (args.state === 'ephemeral' && !active) {
      if (!current.directory) commands.push(make);
      commands.push(
        sh`mount -t ${args.fstype ?? 'auto'} -o ${args.opts ?? 'defaults'} ${args.src ?? ''} ${path}`,
      );
    }
    if (args.state === 'ephemeral' && active && current.mounted !== args.src) {
      return {
        changed: false,
        work: { file: current.file, text: undefined, commands },
        failed: `the mount point is in use, by another source: ${current.mounted}`,
      };
    }
    if (args.state === 'remounted') {
      if (!active) fail('mount-state', `${path} is not mounted, so it cannot be remounted`);
      commands.push(
        sh`mount -o ${['remount', ...(args.opts === undefined ? [] : [args.opts])].join(',')} ${path}`,
      );
    }
    if ((args.state === 'unmounted' || args.state === 'absent') && active) commands.push(sh`umount ${path}`);
    if (args.state === 'absent' && current.directory) commands.push(sh`rmdir ${path}`);
    const { src, fstype, dump, passno } = args;
    return {
      changed: fileChanged || commands.length > 0,
      work: { file: current.file, text: fileChanged ? text : undefined, commands },
      result: { name: path, src, fstype, opts, dump, passno, fstab: args.fstab },
      ...(fileChanged && { diff: [textDiff(current.file, text)] }),
    };
  },

  async apply(args, work, ctx): Promise<Applied> {
    if (work.text !== undefined) await writeTextFile(ctx, work.file, work.text, { backup: args.backup });
    if (work.commands.length === 0) return {};
    const result = await ctx.host.run(
      work.commands.reduce((all, command) => sh`${all}${command} || exit $?\n`, sh``),
    );
    return result.rc === 0 ? {} : commandFailure(`Error mounting ${args.path}`, result);
  },
});

function target(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

/** fstab's way to write blanks. */
function escapeField(field: string): string {
  return field.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('\t', '\\011');
}

function unescapeField(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_match, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** fstab with the entry of a mount point replaced, added or (without fields) removed. Comments stay. */
function edited(text: string, path: string, fields: readonly string[] | undefined): string {
  const lines = text.split('\n');
  const own = (line: string): boolean => {
    const words = line.trim().split(/\s+/);
    return (
      !line.trim().startsWith('#') &&
      words.length >= 3 &&
      unescapeField(words[1]!) === path &&
      (words[2] !== 'swap' || words[0] === fields?.[0])
    );
  };
  if (fields === undefined) return lines.filter((line) => !own(line)).join('\n');
  const at = lines.findIndex(own);
  if (at < 0) return `${withNewline(text)}${fields.join(' ')}\n`;
  const same = lines[at]!.trim().split(/\s+/);
  const padded = [...same, ...['defaults', '0', '0'].slice(same.length - 3)];
  return padded.join(' ') === fields.join(' ') ? text : lines.with(at, fields.join(' ')).join('\n');
}
