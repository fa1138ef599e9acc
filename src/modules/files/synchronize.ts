import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { definePlainModule } from '../../module/define.js';
import type { Applied, ModuleContext } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import type { Scope } from '../../template/types.js';
import { pyStr } from '../../value/repr.js';
import { Undefined } from '../../value/types.js';
import { CHANGE_MARK, rshText, rsyncWords } from './rsyncWords.js';

interface Outcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT = 64 * 1024 * 1024;
const flag = { type: 'bool', default: false } as const;

/** Copies folders with rsync, which both sides must have. */
export const synchronize = definePlainModule({
  kind: 'controller',
  name: 'ansible.posix.synchronize',
  aliases: ['ansible.builtin.synchronize'],
  doc: {
    short: 'Copies folders between hosts with rsync',
    description:
      'rsync runs on the controller, or on the host that the task is delegated to, and reaches the host by ssh of its own: keys and agents work, passwords do not.',
    examples: '- ansible.posix.synchronize:\n    src: site/\n    dest: /srv/www/\n    delete: true\n',
    returns: { cmd: 'The command.', stdout_lines: 'What was changed, as rsync itemizes it.' },
  },
  args: {
    src: { required: true, description: 'Path at the side the copy comes from.' },
    dest: { required: true, description: 'Path at the other side.' },
    mode: {
      choices: ['pull', 'push'],
      default: 'push',
      description: 'Direction; `pull` comes from the host.',
    },
    archive: { type: 'bool', default: true, description: 'Recursive, with links, modes, times and owners.' },
    checksum: { ...flag, description: 'Compare content instead of time and size.' },
    compress: { type: 'bool', default: true, description: 'Compress on the way.' },
    copy_links: { ...flag, description: 'Copy what links lead to.' },
    delay_updates: { type: 'bool', default: true, description: 'Put all files in place at the end.' },
    delete: { ...flag, description: 'Remove what the source has not.' },
    dest_port: { type: 'int', description: 'Port of ssh. Default: that of the host.' },
    dirs: { ...flag, description: 'Folders without what is in them.' },
    existing_only: { ...flag, description: 'Make no new files.' },
    group: { type: 'bool', description: 'Groups. Default: as archive.' },
    link_dest: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Folders to link unchanged files to.',
    },
    links: { type: 'bool', description: 'Links as links. Default: as archive.' },
    owner: { type: 'bool', description: 'Owners. Default: as archive.' },
    partial: { ...flag, description: 'Keep files that came half.' },
    perms: { type: 'bool', description: 'Modes. Default: as archive.' },
    private_key: { type: 'path', description: 'Key of ssh. Default: that of the host.' },
    recursive: { type: 'bool', description: 'Folders too. Default: as archive.' },
    rsync_opts: { type: 'list', elements: 'str', default: [], description: 'More options.' },
    rsync_path: {
      description: 'rsync at the other side. Default: with sudo when the task becomes another user.',
    },
    rsync_timeout: { type: 'int', default: 0, description: 'Seconds without data after which it gives up.' },
    set_remote_user: { type: 'bool', default: true, description: 'Name the user of the host.' },
    ssh_connection_multiplexing: {
      ...flag,
      description: 'Accepted; every copy has a connection of its own.',
    },
    times: { type: 'bool', description: 'Times. Default: as archive.' },
    use_ssh_args: { ...flag, description: 'Use ansible_ssh_args and its kin.' },
    verify_host: { ...flag, description: "Check the host's key." },
  },

  async run(args, ctx): Promise<Applied> {
    const host = ctx.scopeOf(ctx.inventoryHostname);
    const local = text(host, 'ansible_connection') === 'local';
    const executor = ctx.host.session().host;
    const delegated =
      executor !== ctx.inventoryHostname && text(ctx.targetScope, 'ansible_connection') !== 'local';
    const here = (path: string): string => (delegated ? path : localPath(ctx, path));
    const there = (path: string): string =>
      local ? here(path) : `${address(host, args.set_remote_user)}:${path}`;
    const [src, dest] =
      args.mode === 'push'
        ? [delegated ? args.src : await source(ctx, args.src), there(args.dest)]
        : [there(args.src), here(args.dest)];
    const way = {
      key: args.private_key ?? text(host, 'ansible_ssh_private_key_file', 'ansible_private_key_file'),
      port: args.dest_port?.toString() ?? text(host, 'ansible_port', 'ansible_ssh_port'),
      verify: args.verify_host,
      extra: args.use_ssh_args
        ? ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args']
            .flatMap((name) => text(host, name) ?? [])
            .join(' ')
        : undefined,
    };
    const { becomeUser } = ctx.host;
    const become = becomeUser === undefined ? undefined : `sudo -n -u ${becomeUser} rsync`;
    const path = args.rsync_path ?? (local || delegated ? undefined : become);
    const words = [
      'rsync',
      ...rsyncWords(args, ctx.check),
      ...(local ? [] : [`--rsh=${rshText(way)}`]),
      ...(path === undefined ? [] : [`--rsync-path=${path}`]),
      src,
      dest,
    ];
    const remote = delegated || (local && executor === ctx.inventoryHostname);
    const result = remote ? await onHost(ctx, words) : await onController(words, ctx.signal);
    const cmd = sh`${words}`.text;
    if (result.rc !== 0) {
      const missing = result.rc === 127 ? 'rsync is not installed where the copy starts: ' : '';
      return { failed: `${missing}${result.stderr || result.stdout}`, result: { cmd, rc: result.rc } };
    }
    const out = result.stdout.replaceAll(CHANGE_MARK, '');
    return {
      changed: result.stdout.includes(CHANGE_MARK),
      result: { cmd, msg: out, rc: 0, stdout_lines: out.split('\n').filter((line) => line !== '') },
    };
  },
});

/** What is to be copied from the controller: beside the role's files where it is there, else below the play's folder. */
async function source(ctx: ModuleContext, src: string): Promise<string> {
  if (isWhole(src)) return src;
  const found = await ctx.files.find('files', src.replace(/\/+$/, '')).catch(() => undefined);
  return found === undefined ? localPath(ctx, src) : found + slashOf(src);
}

function localPath(ctx: ModuleContext, path: string): string {
  return isWhole(path) ? path : resolve(ctx.files.basedir, path) + slashOf(path);
}

function isWhole(path: string): boolean {
  return /^[/~]/.test(path);
}

/** rsync makes a difference between a folder and what is in it. */
function slashOf(path: string): string {
  return path.endsWith('/') ? '/' : '';
}

function address(host: Scope, withUser: boolean): string {
  const name = text(host, 'ansible_host', 'ansible_ssh_host') ?? text(host, 'inventory_hostname') ?? '';
  const user = withUser ? text(host, 'ansible_user', 'ansible_ssh_user') : undefined;
  const bracketed = name.includes(':') ? `[${name}]` : name;
  return user === undefined ? bracketed : `${user}@${bracketed}`;
}

async function onHost(ctx: ModuleContext, words: readonly string[]): Promise<Outcome> {
  const { rc, stdout, stderr } = await ctx.host.run(sh`${words}`);
  return { rc, stdout: stdout.toString('utf8'), stderr: stderr.toString('utf8') };
}

function onController([program = '', ...words]: readonly string[], signal: AbortSignal): Promise<Outcome> {
  return new Promise((done) => {
    execFile(program, words, { maxBuffer: MAX_OUTPUT, signal }, (error, stdout, stderr) => {
      const code = error?.code;
      const rc = error ? (typeof code === 'number' ? code : code === 'ENOENT' ? 127 : 1) : 0;
      done({ rc, stdout, stderr: stderr || (rc === 0 ? '' : (error?.message ?? '')) });
    });
  });
}

/** The first of some variables that has a value, as text. */
function text(scope: Scope, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = scope.get(name);
    if (value !== undefined && value !== null && !(value instanceof Undefined)) return pyStr(value);
  }
  return undefined;
}
