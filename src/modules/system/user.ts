import { defineModule } from '../../module/define.js';
import { commandFailure, outputText } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { ArgOptions, ArgsOf } from '../../spec/types.js';
import { isHashed } from './passwordHash.js';

const args = {
  name: { required: true, aliases: ['user'], description: 'Login name.' },
  state: { choices: ['present', 'absent'], default: 'present', description: 'Whether the user exists.' },
  uid: { type: 'int', description: 'Number.' },
  non_unique: { type: 'bool', default: false, description: 'Allow a number that is taken.' },
  comment: { description: 'Full name (GECOS).' },
  group: { description: 'Primary group.' },
  groups: { type: 'list', elements: 'str', description: 'Further groups; an empty list leaves all.' },
  append: {
    type: 'bool',
    default: false,
    description: 'Add to the further groups instead of replacing them.',
  },
  home: { type: 'path', description: 'Home directory.' },
  create_home: {
    type: 'bool',
    default: true,
    aliases: ['createhome'],
    description: 'Create the home directory of a new user.',
  },
  move_home: { type: 'bool', default: false, description: 'Move the content when home changes.' },
  skeleton: { description: 'Directory to copy into a new home.' },
  umask: { description: 'umask for a new home directory.' },
  shell: { description: 'Login shell.' },
  password: { no_log: true, description: 'Hashed password.' },
  update_password: {
    choices: ['always', 'on_create'],
    default: 'always',
    description: 'When to set the password.',
  },
  password_lock: { type: 'bool', description: 'Lock or unlock the password.' },
  password_expire_max: { type: 'int', description: 'Days until the password must be changed.' },
  password_expire_min: { type: 'int', description: 'Days until it may be changed.' },
  expires: { type: 'float', description: 'Expiry, seconds since the epoch; negative: never.' },
  system: { type: 'bool', default: false, description: 'Create a system account.' },
  remove: { type: 'bool', default: false, description: 'With absent: remove the home directory too.' },
  force: { type: 'bool', default: false, description: 'With absent: also when logged in.' },
  local: { type: 'bool', default: false, description: 'Accepted; accounts of the local files are managed.' },
  generate_ssh_key: { type: 'bool', default: false, description: 'Create a key pair unless there is one.' },
  ssh_key_bits: { type: 'int', description: 'Bits of the key.' },
  ssh_key_type: { default: 'rsa', description: 'Type of the key.' },
  ssh_key_file: { type: 'path', description: 'File of the key, relative to the home directory.' },
  ssh_key_comment: { description: 'Comment of the key.' },
  login_class: { description: 'Accepted; BSD only.' },
  seuser: { description: 'SELinux user.' },
} as const satisfies ArgOptions;
type UserArgs = ArgsOf<typeof args>;

interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  readonly primary: string;
  readonly groups: readonly string[];
  /** Hash of the password; undefined when the shadow file cannot be read. */
  readonly password: string | undefined;
  readonly minimum: string;
  readonly maximum: string;
  readonly expires: string;
  readonly homeExists: boolean;
  readonly sshKey: boolean;
}

interface UserWork {
  /** Changes of the account, in order. */
  readonly commands: readonly Sh[];
  /** Line for chpasswd -e; kept out of argv. */
  readonly password: string | undefined;
}

/** Manages user accounts. */
export const user = defineModule({
  name: 'ansible.builtin.user',
  doc: {
    short: 'Creates, changes and removes users',
    examples: `- ansible.builtin.user:
    name: netops
    groups: [adm]
    append: true
    shell: /bin/bash
`,
    returns: {
      uid: 'Number of the user.',
      home: 'Home directory.',
      ssh_public_key: 'The public key, when one is generated.',
    },
  },
  args,
  check: 'full',

  async probe(args, ctx): Promise<Account | undefined> {
    if (args.password && !isHashed(args.password)) {
      ctx.warn(
        "'password' does not look like a hash: nobody will be able to log in with it; see the filter password_hash",
      );
    }
    const key = args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
    const result = await ctx.host.run(
      sh`line=$(getent passwd ${args.name} 2>/dev/null || grep ${`^${args.name}:`} /etc/passwd) || exit 2
printf '%s\\036' "$line"
id -gn ${args.name}; printf '\\036'
id -Gn ${args.name}; printf '\\036'
grep ${`^${args.name}:`} /etc/shadow 2>/dev/null; printf '\\036'
home=\${line%:*}; home=\${home##*:}
[ -e "$home"/${key} ] && echo key
[ -d "$home" ] && echo home
:`,
      { repeatable: true },
    );
    return result.rc === 0 ? parseAccount(result.stdout.toString('utf8')) : undefined;
  },

  decide(args, current): Decision<UserWork> {
    const none = { commands: [], password: undefined };
    const base = { name: args.name, state: args.state };
    if (args.state === 'absent') {
      const options = [...(args.force ? ['-f'] : []), ...(args.remove ? ['-r'] : [])];
      const command = sh`if command -v userdel >/dev/null 2>&1; then userdel ${[...options, args.name]}; else deluser ${[...(args.remove ? ['--remove-home'] : []), args.name]}; fi`;
      return {
        changed: current !== undefined,
        work: current ? { commands: [command], password: undefined } : none,
        result: { ...base, force: args.force, remove: args.remove },
      };
    }
    const work = current ? modification(args, current) : creation(args);
    const result = {
      ...base,
      append: args.append,
      move_home: args.move_home,
      ...(current && accountFacts(current)),
    };
    return { changed: work.commands.length > 0 || work.password !== undefined, work, result };
  },

  async apply(args, work, ctx): Promise<Applied> {
    const password = work.password === undefined ? [] : [sh`chpasswd -e`];
    const show = sh`{ getent passwd ${args.name} || grep ${`^${args.name}:`} /etc/passwd || :; }`;
    const script = joinSh(
      [...work.commands.map((command) => sh`${command} </dev/null`), ...password, show],
      ' && ',
    );
    const result = await ctx.host.run(
      script,
      work.password === undefined ? {} : { stdin: `${args.name}:${work.password}\n` },
    );
    if (result.rc !== 0) return commandFailure(`cannot change user ${args.name}`, result);
    const [, , uid, gid, comment, home, shell] = outputText(result).split('\n').at(-1)!.split(':');
    if (args.state === 'absent' || home === undefined) return {};
    return { result: { uid: Number(uid), group: Number(gid), comment: comment!, home, shell: shell! } };
  },
});

function parseAccount(text: string): Account {
  const [line = '', primary = '', all = '', shadow = '', key = ''] = text
    .split('\x1e')
    .map((part) => part.trim());
  const [, , uid, gid, comment = '', home = '', shell = ''] = line.split(':');
  const [, password, , minimum = '', maximum = '', , , expires = ''] = shadow.split(':');
  const groups = all.split(/\s+/).filter((name) => name !== '' && name !== primary);
  return {
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home,
    shell,
    primary,
    groups,
    password,
    minimum,
    maximum,
    expires,
    sshKey: /^key$/m.test(key),
    homeExists: /^home$/m.test(key),
  };
}

function accountFacts(account: Account) {
  const { uid, gid, comment, home, shell } = account;
  return { uid, group: gid, comment, home, shell };
}

function creation(args: UserArgs): UserWork {
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

function modification(args: UserArgs, current: Account): UserWork {
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
