import { setting } from './setting.js';

/** Settings of where content is found: inventories, roles, vault passwords, files. */
export const contentSettings = {
  anyUnparsedIsFailed: setting(
    'INVENTORY_ANY_UNPARSED_IS_FAILED',
    {
      kind: 'bool',
      env: 'ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED',
      ini: 'inventory.any_unparsed_is_failed',
      fallback: 'false',
    },
    'An inventory source that cannot be read is an error.',
  ),
  askVaultPass: setting(
    'DEFAULT_ASK_VAULT_PASS',
    { kind: 'bool', env: 'ANSIBLE_ASK_VAULT_PASS', ini: 'defaults.ask_vault_pass', fallback: 'false' },
    'Ask for the vault password.',
  ),
  collectionsPath: setting(
    'COLLECTIONS_PATHS',
    {
      kind: 'pathspec',
      env: 'ANSIBLE_COLLECTIONS_PATHS ANSIBLE_COLLECTIONS_PATH',
      ini: 'defaults.collections_paths defaults.collections_path',
      fallback: '~/.ansible/collections:/usr/share/ansible/collections',
    },
    'Where collections are.',
  ),
  forceValidGroupNames: setting(
    'TRANSFORM_INVALID_GROUP_CHARS',
    {
      kind: 'str',
      env: 'ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS',
      ini: 'defaults.force_valid_group_names',
      fallback: 'never',
      choices: ['always', 'ignore', 'never', 'silently'],
    },
    'What to do about names of groups that are no names of variables.',
  ),
  home: setting(
    'ANSIBLE_HOME',
    { kind: 'path', env: 'ANSIBLE_HOME', ini: 'defaults.home', fallback: '~/.ansible' },
    'The directory below which roles and collections of the user are.',
  ),
  hostPatternMismatch: setting(
    'HOST_PATTERN_MISMATCH',
    {
      kind: 'str',
      env: 'ANSIBLE_HOST_PATTERN_MISMATCH',
      ini: 'inventory.host_pattern_mismatch',
      fallback: 'warning',
      choices: ['error', 'ignore', 'warning'],
    },
    'What to do about a host pattern that matches nothing.',
  ),
  inventory: setting(
    'DEFAULT_HOST_LIST',
    { kind: 'pathlist', env: 'ANSIBLE_INVENTORY', ini: 'defaults.inventory', fallback: '/etc/ansible/hosts' },
    'The inventory sources without `-i`.',
  ),
  inventoryEnabled: setting(
    'INVENTORY_ENABLED',
    {
      kind: 'list',
      env: 'ANSIBLE_INVENTORY_ENABLED',
      ini: 'inventory.enable_plugins',
      fallback: 'host_list, script, auto, yaml, ini, toml',
    },
    'The ways to read an inventory source, in the order they are tried.',
  ),
  inventoryExport: setting(
    'INVENTORY_EXPORT',
    { kind: 'bool', env: 'ANSIBLE_INVENTORY_EXPORT', ini: 'inventory.export', fallback: 'false' },
    '`meshwright inventory` shows what is in the sources rather than what hosts see.',
  ),
  inventoryIgnoreExtensions: setting(
    'INVENTORY_IGNORE_EXTS',
    {
      kind: 'list',
      env: 'ANSIBLE_INVENTORY_IGNORE',
      ini: 'defaults.inventory_ignore_extensions inventory.ignore_extensions',
    },
    'Endings of the files that are left out of inventory directories.',
  ),
  inventoryIgnorePatterns: setting(
    'INVENTORY_IGNORE_PATTERNS',
    {
      kind: 'list',
      env: 'ANSIBLE_INVENTORY_IGNORE_REGEX',
      ini: 'defaults.inventory_ignore_patterns inventory.ignore_patterns',
    },
    'Regular expressions of file names that are left out as well.',
  ),
  pluginFilters: setting(
    'PLUGIN_FILTERS_CFG',
    { kind: 'path', ini: 'defaults.plugin_filters_cfg' },
    'File that names modules which must not be used; default /etc/ansible/plugin_filters.yml.',
  ),
  library: setting(
    'DEFAULT_MODULE_PATH',
    {
      kind: 'pathspec',
      env: 'ANSIBLE_LIBRARY',
      ini: 'defaults.library',
      fallback: '~/.ansible/plugins/modules:/usr/share/ansible/plugins/modules',
    },
    'Where modules are that playbooks bring along.',
  ),
  localTmp: setting(
    'DEFAULT_LOCAL_TMP',
    { kind: 'path', env: 'ANSIBLE_LOCAL_TEMP', ini: 'defaults.local_tmp', fallback: '~/.ansible/tmp' },
    'Where temporary files of the controller are.',
  ),
  moduleUtils: setting(
    'DEFAULT_MODULE_UTILS_PATH',
    {
      kind: 'pathspec',
      env: 'ANSIBLE_MODULE_UTILS',
      ini: 'defaults.module_utils',
      fallback: '~/.ansible/plugins/module_utils:/usr/share/ansible/plugins/module_utils',
    },
    'Where the shared code of such modules is.',
  ),
  playbookDir: setting(
    'PLAYBOOK_DIR',
    { kind: 'path', env: 'ANSIBLE_PLAYBOOK_DIR', ini: 'defaults.playbook_dir' },
    'Stands for the directory of the playbook in commands without one.',
  ),
  retryFilesEnabled: setting(
    'RETRY_FILES_ENABLED',
    {
      kind: 'bool',
      env: 'ANSIBLE_RETRY_FILES_ENABLED',
      ini: 'defaults.retry_files_enabled',
      fallback: 'false',
    },
    'Write the failed hosts to PLAYBOOK.retry, for `--limit @PLAYBOOK.retry`.',
  ),
  retryFilesSavePath: setting(
    'RETRY_FILES_SAVE_PATH',
    { kind: 'path', env: 'ANSIBLE_RETRY_FILES_SAVE_PATH', ini: 'defaults.retry_files_save_path' },
    'Where; without a setting beside the playbook.',
  ),
  rolesPath: setting(
    'DEFAULT_ROLES_PATH',
    {
      kind: 'pathspec',
      env: 'ANSIBLE_ROLES_PATH',
      ini: 'defaults.roles_path',
      fallback: '~/.ansible/roles:/usr/share/ansible/roles:/etc/ansible/roles',
    },
    'Where roles are, besides the `roles` directory of the playbook.',
  ),
  scriptStderr: setting(
    'script inventory: always_show_stderr',
    {
      kind: 'bool',
      env: 'ANSIBLE_INVENTORY_PLUGIN_SCRIPT_STDERR',
      ini: 'inventory_plugin_script.always_show_stderr',
      fallback: 'true',
    },
    'Show what inventory scripts write to standard error.',
  ),
  unparsedIsFailed: setting(
    'INVENTORY_UNPARSED_IS_FAILED',
    {
      kind: 'bool',
      env: 'ANSIBLE_INVENTORY_UNPARSED_FAILED',
      ini: 'inventory.unparsed_is_failed',
      fallback: 'false',
    },
    'It is an error when no inventory source can be read.',
  ),
  unparsedWarning: setting(
    'INVENTORY_UNPARSED_WARNING',
    {
      kind: 'bool',
      env: 'ANSIBLE_INVENTORY_UNPARSED_WARNING',
      ini: 'inventory.inventory_unparsed_warning',
      fallback: 'true',
    },
    'Warn when no inventory source could be read.',
  ),
  useExtraVars: setting(
    'constructed inventory: use_extra_vars',
    {
      kind: 'bool',
      env: 'ANSIBLE_INVENTORY_USE_EXTRA_VARS',
      ini: 'inventory_plugins.use_extra_vars',
      fallback: 'false',
    },
    'Constructed inventories see extra variables.',
  ),
  vaultEncryptIdentity: setting(
    'DEFAULT_VAULT_ENCRYPT_IDENTITY',
    { kind: 'str', env: 'ANSIBLE_VAULT_ENCRYPT_IDENTITY', ini: 'defaults.vault_encrypt_identity' },
    'The vault identity to encrypt with.',
  ),
  vaultIdentity: setting(
    'DEFAULT_VAULT_IDENTITY',
    { kind: 'str', env: 'ANSIBLE_VAULT_IDENTITY', ini: 'defaults.vault_identity', fallback: 'default' },
    'The label of a vault password without one.',
  ),
  vaultIdentityList: setting(
    'DEFAULT_VAULT_IDENTITY_LIST',
    { kind: 'list', env: 'ANSIBLE_VAULT_IDENTITY_LIST', ini: 'defaults.vault_identity_list' },
    'Vault identities as `--vault-id` takes them.',
  ),
  vaultIdMatch: setting(
    'DEFAULT_VAULT_ID_MATCH',
    { kind: 'bool', env: 'ANSIBLE_VAULT_ID_MATCH', ini: 'defaults.vault_id_match', fallback: 'false' },
    'Try a password on texts with its own label only.',
  ),
  vaultPasswordFile: setting(
    'DEFAULT_VAULT_PASSWORD_FILE',
    { kind: 'path', env: 'ANSIBLE_VAULT_PASSWORD_FILE', ini: 'defaults.vault_password_file' },
    'A file (or a program) that holds (prints) the vault password.',
  ),
  playbookVarsRoot: setting(
    'PLAYBOOK_VARS_ROOT',
    {
      kind: 'str',
      env: 'ANSIBLE_PLAYBOOK_VARS_ROOT',
      ini: 'defaults.playbook_vars_root',
      fallback: 'top',
      choices: ['all', 'bottom', 'top'],
    },
    'Beside which playbook group_vars and host_vars are read: the first one, the one at hand, or both.',
  ),
  precedence: setting(
    'VARIABLE_PRECEDENCE',
    {
      kind: 'list',
      env: 'ANSIBLE_PRECEDENCE',
      ini: 'defaults.precedence',
      fallback:
        'all_inventory, groups_inventory, all_plugins_inventory, all_plugins_play, groups_plugins_inventory, groups_plugins_play',
    },
    'The order of the layers of variables of groups.',
  ),
  varsPluginsEnabled: setting(
    'VARIABLE_PLUGINS_ENABLED',
    {
      kind: 'list',
      env: 'ANSIBLE_VARS_ENABLED',
      ini: 'defaults.vars_plugins_enabled',
      fallback: 'host_group_vars',
    },
    'Sources of variables beside the inventory; `host_group_vars` is the one there is.',
  ),
  yamlExtensions: setting(
    'YAML_FILENAME_EXTENSIONS',
    {
      kind: 'list',
      env: 'ANSIBLE_YAML_FILENAME_EXT',
      ini: 'defaults.yaml_valid_extensions',
      fallback: '.yml, .yaml, .json',
    },
    'Endings of files of variables.',
  ),
} as const;
