import type { ModuleContext } from '../../module/types.js';
import { quote } from '../../shell/sh.js';
import { dumps } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { Dict, Undefined, Unsafe, type Value } from '../../value/types.js';

const SPECIAL_FILESYSTEMS = ['fuse', 'nfs', 'vboxsf', 'ramfs', '9p', 'vfat'];

/** The arguments of a task with what ansible-core tells every module about its run (`_ansible_…`). */
export function moduleArgs(name: string, args: Dict, version: string, ctx: ModuleContext): Dict {
  const vars = ctx.targetScope;
  const text = (variable: string, otherwise: Value): Value => {
    const value = vars.get(variable);
    return value === undefined || value instanceof Undefined ? otherwise : value;
  };
  return new Dict([
    ...args,
    ...Dict.of({
      _ansible_check_mode: ctx.check,
      _ansible_no_log: ctx.noLog,
      _ansible_debug: false,
      _ansible_diff: ctx.diff,
      _ansible_verbosity: text('ansible_verbosity', 0),
      _ansible_version: version,
      _ansible_module_name: name,
      _ansible_syslog_facility: text('ansible_syslog_facility', 'LOG_USER'),
      _ansible_selinux_special_fs: SPECIAL_FILESYSTEMS,
      _ansible_string_conversion_action: 'warn',
      _ansible_socket: null,
      _ansible_shell_executable: text('ansible_shell_executable', '/bin/sh'),
      _ansible_keep_remote_files: false,
      _ansible_tmpdir: null,
      _ansible_remote_tmp: text('ansible_remote_tmp', '~/.ansible/tmp'),
    }),
  ]);
}

/** The arguments as JSON on one line. */
export function jsonArgs(args: Dict): string {
  return dumps(args, { fallback: (value) => (value instanceof Unsafe ? value.value : pyStr(value)) });
}

/** The arguments as `key=value` words, quoted for a shell. */
export function wordArgs(args: Dict): string {
  return [...args].map(([key, value]) => `${String(key)}=${quote(pyStr(value))} `).join('');
}
