import { pyStr } from '../../value/repr.js';
import { pyTypeName } from '../../value/typeName.js';
import type { Value } from '../../value/types.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure } from './failure.js';
import { lookupOptions } from './options.js';

/** The config lookup. */
export const configurationLookups: readonly LookupEntry[] = [
  {
    name: 'config',
    doc: 'Settings of ansible.cfg by name; `on_missing` error, warn or skip, or options of a plugin by `plugin_type` and `plugin_name`.',
    apply: (terms, kwargs, ctx) => {
      const { on_missing, plugin_type, plugin_name } = lookupOptions(kwargs, defaults);
      if ((plugin_type === null) !== (plugin_name === null)) {
        lookupFailure('plugin_type and plugin_name go together');
      }
      if (on_missing !== 'error' && on_missing !== 'warn' && on_missing !== 'skip') {
        lookupFailure(
          `Invalid value "${pyStr(on_missing)}" for configuration option "on_missing" of the lookup config, valid values are: ['error', 'skip', 'warn']`,
        );
      }
      return terms.flatMap((term) => {
        const name = nameOf(term);
        const value =
          plugin_name === null
            ? globalSetting(name, ctx)
            : pluginSetting(`${pyStr(plugin_type)}/${pyStr(plugin_name)}`, name, ctx);
        if (value !== undefined) return [value];
        if (on_missing === 'error') lookupFailure(`Unable to find setting ${name}`);
        if (on_missing === 'warn') ctx.warn(`Skipping, did not find setting ${name}`);
        return [];
      });
    },
  },
];

const defaults = { on_missing: 'error', plugin_type: null, plugin_name: null } as const satisfies Readonly<
  Record<string, Value>
>;

function nameOf(term: Value): string {
  if (typeof term === 'string') return term;
  return lookupFailure(
    `Invalid setting identifier, "${pyStr(term)}" is not a string, its a <class '${pyTypeName(term)}'>`,
  );
}

function globalSetting(name: string, ctx: CallContext): Value | undefined {
  const value = ctx.setting(name);
  if (value === undefined && /^[A-Z][a-z]/.test(name)) lookupFailure(`Invalid setting "${name}" attempted`);
  return value;
}

interface PluginOption {
  /** Variables that set it; the last one that is there wins. */
  readonly variables: readonly string[];
  readonly setting?: string;
  readonly fallback?: Value;
}

const remoteUser: PluginOption = {
  variables: ['ansible_user', 'ansible_ssh_user'],
  setting: 'DEFAULT_REMOTE_USER',
};
/** An option of the ssh connection by its variables; its setting has its name. */
const sshOption = (name: string, ...variables: string[]): [string, PluginOption] => [
  name,
  { variables, setting: `ssh connection: ${name}`, fallback: '' },
];
const shellOptions: Readonly<Record<string, PluginOption>> = {
  remote_tmp: {
    variables: ['ansible_remote_tmp'],
    setting: 'DEFAULT_REMOTE_TMP',
    fallback: '~/.ansible/tmp',
  },
};

/** Options of the plugins whose work this program does itself (Ansible documentation of those plugins). */
const pluginOptions: Readonly<Record<string, Readonly<Record<string, PluginOption>>>> = {
  'connection/ssh': {
    host: { variables: ['inventory_hostname', 'ansible_host', 'ansible_ssh_host'] },
    port: { variables: ['ansible_port', 'ansible_ssh_port'], setting: 'DEFAULT_REMOTE_PORT' },
    remote_user: remoteUser,
    password: { variables: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'] },
    private_key_file: {
      variables: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
      setting: 'DEFAULT_PRIVATE_KEY_FILE',
    },
    ssh_args: {
      variables: ['ansible_ssh_args'],
      setting: 'ssh connection: ssh_args',
      fallback: '-C -o ControlMaster=auto -o ControlPersist=60s',
    },
    ...Object.fromEntries([
      sshOption('ssh_common_args', 'ansible_ssh_common_args'),
      sshOption('ssh_extra_args', 'ansible_ssh_extra_args'),
      sshOption('scp_extra_args', 'ansible_scp_extra_args'),
      sshOption('sftp_extra_args', 'ansible_sftp_extra_args'),
    ]),
  },
  'shell/sh': shellOptions,
};

function pluginSetting(plugin: string, name: string, ctx: CallContext): Value | undefined {
  const options = Object.hasOwn(pluginOptions, plugin) ? pluginOptions[plugin] : undefined;
  if (!options) return lookupFailure(`Unable to load ${plugin.replace('/', ' plugin "')}"`);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) return undefined;
  const given = option.variables.findLast((variable) => ctx.scope.has(variable));
  const setting = option.setting === undefined ? undefined : ctx.setting(option.setting);
  return (given === undefined ? undefined : ctx.scope.get(given)) ?? setting ?? option.fallback ?? null;
}
