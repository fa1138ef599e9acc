/** A setting ansible-core has and this program has no use for: it is accepted and does nothing. */
interface AcceptedSetting {
  readonly name: string;
  readonly env: readonly string[];
  /** `section.key` of ansible.cfg. */
  readonly ini: readonly string[];
  /** The default of a list. */
  readonly fallback?: readonly string[] | undefined;
}

/** Name, variables, keys and perhaps a default list, a line each. */
const TABLE: Readonly<Record<string, string>> = {
  'Plugins and modules in Python on the controller': `
BECOME_PLUGIN_PATH | ANSIBLE_BECOME_PLUGINS | defaults.become_plugins
COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH | ANSIBLE_COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH | defaults.collections_on_ansible_version_mismatch
COLLECTIONS_SCAN_SYS_PATH | ANSIBLE_COLLECTIONS_SCAN_SYS_PATH | defaults.collections_scan_sys_path
DEFAULT_ACTION_PLUGIN_PATH | ANSIBLE_ACTION_PLUGINS | defaults.action_plugins
DEFAULT_CACHE_PLUGIN_PATH | ANSIBLE_CACHE_PLUGINS | defaults.cache_plugins
DEFAULT_CALLBACK_PLUGIN_PATH | ANSIBLE_CALLBACK_PLUGINS | defaults.callback_plugins
DEFAULT_CLICONF_PLUGIN_PATH | ANSIBLE_CLICONF_PLUGINS | defaults.cliconf_plugins
DEFAULT_CONNECTION_PLUGIN_PATH | ANSIBLE_CONNECTION_PLUGINS | defaults.connection_plugins
DEFAULT_FILTER_PLUGIN_PATH | ANSIBLE_FILTER_PLUGINS | defaults.filter_plugins
DEFAULT_HTTPAPI_PLUGIN_PATH | ANSIBLE_HTTPAPI_PLUGINS | defaults.httpapi_plugins
DEFAULT_INVENTORY_PLUGIN_PATH | ANSIBLE_INVENTORY_PLUGINS | defaults.inventory_plugins
DEFAULT_LOOKUP_PLUGIN_PATH | ANSIBLE_LOOKUP_PLUGINS | defaults.lookup_plugins
DEFAULT_MODULE_COMPRESSION |  | defaults.module_compression
DEFAULT_NETCONF_PLUGIN_PATH | ANSIBLE_NETCONF_PLUGINS | defaults.netconf_plugins
DEFAULT_STRATEGY_PLUGIN_PATH | ANSIBLE_STRATEGY_PLUGINS | defaults.strategy_plugins
DEFAULT_TERMINAL_PLUGIN_PATH | ANSIBLE_TERMINAL_PLUGINS | defaults.terminal_plugins
DEFAULT_TEST_PLUGIN_PATH | ANSIBLE_TEST_PLUGINS | defaults.test_plugins
DEFAULT_VARS_PLUGIN_PATH | ANSIBLE_VARS_PLUGINS | defaults.vars_plugins
DOC_FRAGMENT_PLUGIN_PATH | ANSIBLE_DOC_FRAGMENT_PLUGINS | defaults.doc_fragment_plugins
FACTS_MODULES | ANSIBLE_FACTS_MODULES | defaults.facts_modules
MODULE_IGNORE_EXTS | ANSIBLE_MODULE_IGNORE_EXTS | defaults.module_ignore_exts
OLD_PLUGIN_CACHE_CLEARING | ANSIBLE_OLD_PLUGIN_CACHE_CLEAR | defaults.old_plugin_cache_clear
PYTHON_MODULE_RLIMIT_NOFILE | ANSIBLE_PYTHON_MODULE_RLIMIT_NOFILE | defaults.python_module_rlimit_nofile
RUN_VARS_PLUGINS | ANSIBLE_RUN_VARS_PLUGINS | defaults.run_vars_plugins
VALIDATE_ACTION_GROUP_METADATA | ANSIBLE_VALIDATE_ACTION_GROUP_METADATA | defaults.validate_action_group_metadata
`,
  'Network devices, their connections and Windows': `
ANSIBLE_CONNECTION_PATH | ANSIBLE_CONNECTION_PATH | persistent_connection.ansible_connection_path
NETCONF_SSH_CONFIG | ANSIBLE_NETCONF_SSH_CONFIG | netconf_connection.ssh_config
NETWORK_GROUP_MODULES | ANSIBLE_NETWORK_GROUP_MODULES | defaults.network_group_modules
PARAMIKO_HOST_KEY_AUTO_ADD | ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD | paramiko_connection.host_key_auto_add
PARAMIKO_LOOK_FOR_KEYS | ANSIBLE_PARAMIKO_LOOK_FOR_KEYS | paramiko_connection.look_for_keys
PERSISTENT_COMMAND_TIMEOUT | ANSIBLE_PERSISTENT_COMMAND_TIMEOUT | persistent_connection.command_timeout
PERSISTENT_CONNECT_RETRY_TIMEOUT | ANSIBLE_PERSISTENT_CONNECT_RETRY_TIMEOUT | persistent_connection.connect_retry_timeout
PERSISTENT_CONNECT_TIMEOUT | ANSIBLE_PERSISTENT_CONNECT_TIMEOUT | persistent_connection.connect_timeout
PERSISTENT_CONTROL_PATH_DIR | ANSIBLE_PERSISTENT_CONTROL_PATH_DIR | persistent_connection.control_path_dir
USE_PERSISTENT_CONNECTIONS | ANSIBLE_USE_PERSISTENT_CONNECTIONS | defaults.use_persistent_connections
WIN_ASYNC_STARTUP_TIMEOUT | ANSIBLE_WIN_ASYNC_STARTUP_TIMEOUT | defaults.win_async_startup_timeout
paramiko_ssh connection: use_rsa_sha2_algorithms | ANSIBLE_PARAMIKO_USE_RSA_SHA2_ALGORITHMS | paramiko_connection.use_rsa_sha2_algorithms
paramiko_ssh connection: proxy_command | ANSIBLE_PARAMIKO_PROXY_COMMAND | paramiko_connection.proxy_command
paramiko_ssh connection: pty | ANSIBLE_PARAMIKO_PTY | paramiko_connection.pty
paramiko_ssh connection: record_host_keys | ANSIBLE_PARAMIKO_RECORD_HOST_KEYS | paramiko_connection.record_host_keys
paramiko_ssh connection: banner_timeout | ANSIBLE_PARAMIKO_BANNER_TIMEOUT | paramiko_connection.banner_timeout
`,
  'Downloads of roles and collections': `
GALAXY_CACHE_DIR | ANSIBLE_GALAXY_CACHE_DIR | galaxy.cache_dir
GALAXY_COLLECTION_SKELETON | ANSIBLE_GALAXY_COLLECTION_SKELETON | galaxy.collection_skeleton
GALAXY_COLLECTION_SKELETON_IGNORE | ANSIBLE_GALAXY_COLLECTION_SKELETON_IGNORE | galaxy.collection_skeleton_ignore
GALAXY_DISABLE_GPG_VERIFY | ANSIBLE_GALAXY_DISABLE_GPG_VERIFY | galaxy.disable_gpg_verify
GALAXY_DISPLAY_PROGRESS | ANSIBLE_GALAXY_DISPLAY_PROGRESS | galaxy.display_progress
GALAXY_GPG_KEYRING | ANSIBLE_GALAXY_GPG_KEYRING | galaxy.gpg_keyring
GALAXY_IGNORE_CERTS | ANSIBLE_GALAXY_IGNORE | galaxy.ignore_certs
GALAXY_IGNORE_INVALID_SIGNATURE_STATUS_CODES | ANSIBLE_GALAXY_IGNORE_SIGNATURE_STATUS_CODES | galaxy.ignore_signature_status_codes
GALAXY_REQUIRED_VALID_SIGNATURE_COUNT | ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT | galaxy.required_valid_signature_count
GALAXY_ROLE_SKELETON | ANSIBLE_GALAXY_ROLE_SKELETON | galaxy.role_skeleton
GALAXY_ROLE_SKELETON_IGNORE | ANSIBLE_GALAXY_ROLE_SKELETON_IGNORE | galaxy.role_skeleton_ignore
GALAXY_SERVER | ANSIBLE_GALAXY_SERVER | galaxy.server
GALAXY_SERVER_LIST | ANSIBLE_GALAXY_SERVER_LIST | galaxy.server_list
GALAXY_TOKEN_PATH | ANSIBLE_GALAXY_TOKEN_PATH | galaxy.token_path
`,
  'Caches of inventory plugins': `
INVENTORY_CACHE_ENABLED | ANSIBLE_INVENTORY_CACHE | inventory.cache
INVENTORY_CACHE_PLUGIN | ANSIBLE_INVENTORY_CACHE_PLUGIN | inventory.cache_plugin
INVENTORY_CACHE_PLUGIN_CONNECTION | ANSIBLE_INVENTORY_CACHE_CONNECTION | inventory.cache_connection
INVENTORY_CACHE_PLUGIN_PREFIX | ANSIBLE_INVENTORY_CACHE_PLUGIN_PREFIX | inventory.cache_prefix
INVENTORY_CACHE_TIMEOUT | ANSIBLE_INVENTORY_CACHE_TIMEOUT | inventory.cache_timeout
`,
  'Talking cows': `
ANSIBLE_COW_ACCEPTLIST | ANSIBLE_COW_WHITELIST ANSIBLE_COW_ACCEPTLIST | defaults.cow_whitelist defaults.cowsay_enabled_stencils | bud-frogs bunny cheese daemon default dragon elephant-in-snake elephant eyes hellokitty kitty luke-koala meow milk moofasa moose ren sheep small stegosaurus stimpy supermilker three-eyes turkey turtle tux udder vader-koala vader www
ANSIBLE_COW_PATH | ANSIBLE_COW_PATH | defaults.cowpath
ANSIBLE_COW_SELECTION | ANSIBLE_COW_SELECTION | defaults.cow_selection
ANSIBLE_NOCOWS | ANSIBLE_NOCOWS | defaults.nocows
`,
  'Workings of ansible-core that have no counterpart': `
AGNOSTIC_BECOME_PROMPT | ANSIBLE_AGNOSTIC_BECOME_PROMPT | privilege_escalation.agnostic_become_prompt
ANSIBLE_PIPELINING | ANSIBLE_PIPELINING | defaults.pipelining connection.pipelining
COLOR_CONSOLE_PROMPT | ANSIBLE_COLOR_CONSOLE_PROMPT | colors.console_prompt
COVERAGE_REMOTE_OUTPUT | _ANSIBLE_COVERAGE_REMOTE_OUTPUT | 
COVERAGE_REMOTE_PATHS | _ANSIBLE_COVERAGE_REMOTE_PATH_FILTER | 
DEFAULT_ALLOW_UNSAFE_LOOKUPS |  | defaults.allow_unsafe_lookups
DEFAULT_DEBUG | ANSIBLE_DEBUG | defaults.debug
DEFAULT_INTERNAL_POLL_INTERVAL |  | defaults.internal_poll_interval
DEFAULT_KEEP_REMOTE_FILES | ANSIBLE_KEEP_REMOTE_FILES | defaults.keep_remote_files
DEFAULT_LIBVIRT_LXC_NOSECLABEL | ANSIBLE_LIBVIRT_LXC_NOSECLABEL | selinux.libvirt_lxc_noseclabel
DEFAULT_LOG_FILTER | ANSIBLE_LOG_FILTER | defaults.log_filter
DEFAULT_NO_TARGET_SYSLOG | ANSIBLE_NO_TARGET_SYSLOG | defaults.no_target_syslog
DEFAULT_SELINUX_SPECIAL_FS | ANSIBLE_SELINUX_SPECIAL_FS | selinux.special_context_filesystems
DEFAULT_SU | ANSIBLE_SU | defaults.su
DEFAULT_SYSLOG_FACILITY | ANSIBLE_SYSLOG_FACILITY | defaults.syslog_facility
DEVEL_WARNING | ANSIBLE_DEVEL_WARNING | defaults.devel_warning
DOCSITE_ROOT_URL |  | defaults.docsite_root_url
JINJA2_NATIVE_WARNING | ANSIBLE_JINJA2_NATIVE_WARNING | defaults.jinja2_native_warning
STRING_CONVERSION_ACTION | ANSIBLE_STRING_CONVERSION_ACTION | defaults.string_conversion_action
WORKER_SHUTDOWN_POLL_COUNT | ANSIBLE_WORKER_SHUTDOWN_POLL_COUNT | 
WORKER_SHUTDOWN_POLL_DELAY | ANSIBLE_WORKER_SHUTDOWN_POLL_DELAY | 
ssh connection: sshpass_prompt | ANSIBLE_SSHPASS_PROMPT | ssh_connection.sshpass_prompt
ssh connection: ssh_executable | ANSIBLE_SSH_EXECUTABLE | ssh_connection.ssh_executable
ssh connection: sftp_executable | ANSIBLE_SFTP_EXECUTABLE | ssh_connection.sftp_executable
ssh connection: scp_executable | ANSIBLE_SCP_EXECUTABLE | ssh_connection.scp_executable
ssh connection: pipelining | ANSIBLE_SSH_PIPELINING | ssh_connection.pipelining
ssh connection: control_path | ANSIBLE_SSH_CONTROL_PATH | ssh_connection.control_path
ssh connection: control_path_dir | ANSIBLE_SSH_CONTROL_PATH_DIR | ssh_connection.control_path_dir
ssh connection: sftp_batch_mode | ANSIBLE_SFTP_BATCH_MODE | ssh_connection.sftp_batch_mode
ssh connection: ssh_transfer_method | ANSIBLE_SSH_TRANSFER_METHOD | ssh_connection.transfer_method
ssh connection: scp_if_ssh | ANSIBLE_SCP_IF_SSH | ssh_connection.scp_if_ssh
ssh connection: use_tty | ANSIBLE_SSH_USETTY | ssh_connection.usetty
ssh connection: pkcs11_provider | ANSIBLE_PKCS11_PROVIDER | ssh_connection.pkcs11_provider
sh shell: common_remote_group | ANSIBLE_COMMON_REMOTE_GROUP | defaults.common_remote_group
sh shell: system_tmpdirs | ANSIBLE_SYSTEM_TMPDIRS | defaults.system_tmpdirs
sh shell: admin_users | ANSIBLE_ADMIN_USERS | defaults.admin_users
sh shell: world_readable_temp | ANSIBLE_SHELL_ALLOW_WORLD_READABLE_TEMP | defaults.allow_world_readable_tmpfiles
host_group_vars vars: stage | ANSIBLE_VARS_PLUGIN_STAGE | vars_host_group_vars.stage
`,
};

/** Those settings by the reason why they do nothing. */
export const acceptedSettings: ReadonlyMap<string, readonly AcceptedSetting[]> = new Map(
  Object.entries(TABLE).map(([reason, text]) => [reason, text.trim().split('\n').map(readRow)]),
);

/** Keys that older versions had: content that still carries them is right to. */
export const FORMER_KEYS: ReadonlySet<string> = new Set(
  `accelerate_connect_timeout accelerate_daemon_timeout accelerate_keys_dir accelerate_keys_file_perms accelerate_port
  accelerate_timeout ask_su_pass ask_sudo_pass command_warnings default_handler_includes_static
  default_task_includes_static hash_merge merge_multiple_cli_tags module_lang
  module_set_locale pattern plugin_path remote_pass retry_files show_sudo squash_actions su su_exe
  su_flags su_user sudo sudo_exe sudo_flags sudo_user system_errors`.split(/\s+/),
);

function readRow(line: string): AcceptedSetting {
  const [name = '', env = '', ini = '', fallback] = line.split('|').map((cell) => cell.trim());
  return {
    name,
    env: words(env),
    ini: words(ini),
    fallback: fallback === undefined ? undefined : words(fallback),
  };
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
