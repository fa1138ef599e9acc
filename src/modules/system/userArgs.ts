import type { ArgOptions, ArgsOf } from '../../spec/types.js';

/** Arguments of the module user. */
export const userArgs = {
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

export type UserArgs = ArgsOf<typeof userArgs>;
