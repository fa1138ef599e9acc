import { type Sh, sh } from '../../shell/sh.js';
import type { Account } from './userAccount.js';
import type { UserArgs } from './userArgs.js';

/** What has to be done for a user. */
export interface UserWork {
  /** Changes of the account, in order. */
  readonly commands: readonly Sh[];
  /** Line for chpasswd -e; kept out of argv. */
  readonly password: string | undefined;
}

/** What makes a user. */
export function creation(args: UserArgs): UserWork {
  const words = [
    ...(args.uid === undefined ? [] : ['-u', String(args.uid)]),
    ...(args.non_unique ? ['-o'] : []),
    ...(args.comment === undefined ? [] : ['-c', args.comment]),
    ...(args.group === undefined ? [] : ['-g', args.group]),
    ...(args.groups !== undefined && args.groups.length > 0 ? ['-G', args.groups.join(',')] : []),
    ...(args.home === undefined ? [] : ['-d', args.home]),
    ...(args.shell === undefined ? [] : ['-s', args.shell]),
    ...(args.system ? ['-r'] : []),
    ...(args.create_home ? ['-m', ...(args.skeleton === undefined ? [] : ['-k', args.skeleton])] : ['-M']),
    ...(args.umask === undefined ? [] : ['-K', `UMASK=${args.umask}`]),
    ...(args.expires === undefined ? [] : ['-e', expiryDate(args.expires)]),
    ...(args.seuser === undefined ? [] : ['-Z', args.seuser]),
  ];
  // a group of the user's own name that exists is taken, as useradd refuses it otherwise
  const own = args.group === undefined ? sh`$(grep -q ${`^${args.name}:`} /etc/group && echo -N)` : sh``;
  const commands = [
    sh`useradd ${own} ${words} ${args.name}`,
    ...ageing(args, undefined),
    ...lock(args, undefined),
    ...sshKey(args, false),
  ];
  return { commands, password: args.password };
}

/** What makes of an account the wanted one. */
export function modification(args: UserArgs, current: Account): UserWork {
  const words = [
    ...(args.uid === undefined || args.uid === current.uid
      ? []
      : ['-u', String(args.uid), ...(args.non_unique ? ['-o'] : [])]),
    ...(args.comment === undefined || args.comment === current.comment ? [] : ['-c', args.comment]),
    ...(args.group === undefined || args.group === current.primary || args.group === String(current.gid)
      ? []
      : ['-g', args.group]),
    ...groupWords(args, current),
    ...(args.home === undefined || args.home === current.home
      ? []
      : ['-d', args.home, ...(args.move_home ? ['-m'] : [])]),
    ...(args.shell === undefined || args.shell === current.shell ? [] : ['-s', args.shell]),
    ...(args.expires === undefined || expiryDays(args.expires) === current.expires
      ? []
      : ['-e', expiryDate(args.expires)]),
  ];
  const setPassword =
    args.password !== undefined &&
    args.update_password === 'always' &&
    args.password.replace(/^!+/, '') !== current.password?.replace(/^!+/, '');
  return {
    commands: [
      ...(words.length > 0 ? [sh`usermod ${words} ${args.name}`] : []),
      ...ageing(args, current),
      ...lock(args, current),
      ...missingHome(args, current),
      ...sshKey(args, current.sshKey),
    ],
    password: setPassword ? args.password : undefined,
  };
}

/** An account without its home directory gets one, as useradd would have made it. */
function missingHome(args: UserArgs, current: Account): Sh[] {
  const home = args.home ?? current.home;
  if (!args.create_home || current.homeExists || !home.startsWith('/')) return [];
  const owner = `${args.uid ?? current.uid}:${current.gid}`;
  const skeleton = args.skeleton ?? '/etc/skel';
  return [
    sh`mkdir -p -- ${home} && { [ ! -d ${skeleton} ] || cp -R -- ${skeleton}/. ${home}; } && chown -R ${owner} ${home} && chmod "$(umask "$(sed -n 's/^UMASK[[:space:]]*//p' /etc/login.defs 2>/dev/null | grep . || echo 022)"; umask -S)" ${home}`,
  ];
}

function groupWords(args: UserArgs, current: Account): string[] {
  if (args.groups === undefined) return [];
  const wanted = args.groups.filter((name) => name !== '' && name !== (args.group ?? current.primary));
  const missing = wanted.filter((name) => !current.groups.includes(name));
  if (args.append) return missing.length > 0 ? ['-a', '-G', missing.join(',')] : [];
  const extra = current.groups.filter((name) => !wanted.includes(name));
  return missing.length + extra.length > 0 ? ['-G', wanted.join(',')] : [];
}

function ageing(args: UserArgs, current: Account | undefined): Sh[] {
  const words = [
    ...(args.password_expire_max === undefined || String(args.password_expire_max) === current?.maximum
      ? []
      : ['-M', String(args.password_expire_max)]),
    ...(args.password_expire_min === undefined || String(args.password_expire_min) === current?.minimum
      ? []
      : ['-m', String(args.password_expire_min)]),
  ];
  return words.length > 0 ? [sh`chage ${words} ${args.name}`] : [];
}

function lock(args: UserArgs, current: Account | undefined): Sh[] {
  if (args.password_lock === undefined) return [];
  const locked = current?.password?.startsWith('!') ?? false;
  return locked === args.password_lock ? [] : [sh`usermod ${args.password_lock ? '-L' : '-U'} ${args.name}`];
}

function sshKey(args: UserArgs, exists: boolean): Sh[] {
  if (!args.generate_ssh_key || exists) return [];
  const key = args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
  const bits = args.ssh_key_bits === undefined ? [] : ['-b', String(args.ssh_key_bits)];
  const comment =
    args.ssh_key_comment === undefined ? sh`"ansible-generated on $(uname -n)"` : sh`${args.ssh_key_comment}`;
  return [
    sh`{ home=$(getent passwd ${args.name} | cut -d: -f6); case ${key} in /*) file=${key} ;; *) file=$home/${key} ;; esac
mkdir -p -m 700 "\${file%/*}" && ssh-keygen -q -t ${args.ssh_key_type} ${bits} -C ${comment} -N '' -f "$file" && chown ${args.name} "\${file%/*}" "$file" "$file.pub"; }`,
  ];
}

function expiryDays(seconds: number): string {
  return seconds < 0 ? '' : String(Math.floor(seconds / 86_400));
}

function expiryDate(seconds: number): string {
  return seconds < 0 ? '' : new Date(seconds * 1000).toISOString().slice(0, 10);
}
