import { setting } from './setting.js';

/** Settings of what is shown. */
export const displaySettings = {
  actionWarnings: setting(
    'ACTION_WARNINGS',
    { kind: 'bool', env: 'ANSIBLE_ACTION_WARNINGS', ini: 'defaults.action_warnings', fallback: 'true' },
    'Show the warnings of modules.',
  ),
  callback: setting(
    'DEFAULT_STDOUT_CALLBACK',
    { kind: 'str', env: 'ANSIBLE_STDOUT_CALLBACK', ini: 'defaults.stdout_callback', fallback: 'default' },
    'The form of the output: `default`, `minimal`, `oneline`, `yaml`, `json` and those `--output` knows.',
  ),
  callbacksEnabled: setting(
    'CALLBACKS_ENABLED',
    {
      kind: 'list',
      env: 'ANSIBLE_CALLBACK_WHITELIST ANSIBLE_CALLBACKS_ENABLED',
      ini: 'defaults.callback_whitelist defaults.callbacks_enabled',
    },
    'Further reports: `timer`, `profile_tasks`, `profile_roles`, `junit`, `tree`.',
  ),
  adhocCallbacks: setting(
    'DEFAULT_LOAD_CALLBACK_PLUGINS',
    {
      kind: 'bool',
      env: 'ANSIBLE_LOAD_CALLBACK_PLUGINS',
      ini: 'defaults.bin_ansible_callbacks',
      fallback: 'false',
    },
    '`meshwright adhoc` heeds the settings of callbacks too.',
  ),
  callbackFormatPretty: setting(
    'default callback: pretty_results',
    { kind: 'bool', env: 'ANSIBLE_CALLBACK_FORMAT_PRETTY', ini: 'defaults.callback_format_pretty' },
    'Results over several lines; without a setting: those in YAML.',
  ),
  callbackResultFormat: setting(
    'default callback: result_format',
    {
      kind: 'str',
      env: 'ANSIBLE_CALLBACK_RESULT_FORMAT',
      ini: 'defaults.callback_result_format',
      fallback: 'json',
      choices: ['json', 'yaml'],
    },
    'The form of results.',
  ),
  checkModeMarkers: setting(
    'default callback: check_mode_markers',
    {
      kind: 'bool',
      env: 'ANSIBLE_CHECK_MODE_MARKERS',
      ini: 'defaults.check_mode_markers',
      fallback: 'false',
    },
    'Headings tell of check mode.',
  ),
  deprecationWarnings: setting(
    'DEPRECATION_WARNINGS',
    {
      kind: 'bool',
      env: 'ANSIBLE_DEPRECATION_WARNINGS',
      ini: 'defaults.deprecation_warnings',
      fallback: 'true',
    },
    'Show warnings of what will go away.',
  ),
  diff: setting(
    'DIFF_ALWAYS',
    { kind: 'bool', env: 'ANSIBLE_DIFF_ALWAYS', ini: 'diff.always', fallback: 'false' },
    'Show differences as with `--diff`.',
  ),
  diffContext: setting(
    'DIFF_CONTEXT',
    { kind: 'int', env: 'ANSIBLE_DIFF_CONTEXT', ini: 'diff.context', fallback: '3' },
    'Lines around differences.',
  ),
  displayArgsToStdout: setting(
    'DISPLAY_ARGS_TO_STDOUT',
    {
      kind: 'bool',
      env: 'ANSIBLE_DISPLAY_ARGS_TO_STDOUT',
      ini: 'defaults.display_args_to_stdout',
      fallback: 'false',
    },
    'Headings of tasks show their arguments.',
  ),
  displayFailedStderr: setting(
    'default callback: display_failed_stderr',
    {
      kind: 'bool',
      env: 'ANSIBLE_DISPLAY_FAILED_STDERR',
      ini: 'defaults.display_failed_stderr',
      fallback: 'false',
    },
    'Failures go to standard error.',
  ),
  displayOkHosts: setting(
    'default callback: display_ok_hosts',
    { kind: 'bool', env: 'ANSIBLE_DISPLAY_OK_HOSTS', ini: 'defaults.display_ok_hosts', fallback: 'true' },
    'Show hosts on which nothing changed.',
  ),
  displaySkippedHosts: setting(
    'DISPLAY_SKIPPED_HOSTS',
    {
      kind: 'bool',
      env: 'ANSIBLE_DISPLAY_SKIPPED_HOSTS',
      ini: 'defaults.display_skipped_hosts',
      fallback: 'true',
    },
    'Show hosts that skip a task.',
  ),
  forceColor: setting(
    'ANSIBLE_FORCE_COLOR',
    { kind: 'bool', env: 'ANSIBLE_FORCE_COLOR', ini: 'defaults.force_color', fallback: 'false' },
    'Colours also where the output is no terminal.',
  ),
  jsonIndent: setting(
    'json callback: json_indent',
    { kind: 'int', env: 'ANSIBLE_JSON_INDENT', ini: 'defaults.json_indent', fallback: '4' },
    'Spaces a level in the `json` output; 0: one line.',
  ),
  localhostWarning: setting(
    'LOCALHOST_WARNING',
    { kind: 'bool', env: 'ANSIBLE_LOCALHOST_WARNING', ini: 'defaults.localhost_warning', fallback: 'true' },
    'Warn when there are no hosts but the implicit localhost.',
  ),
  logPath: setting(
    'DEFAULT_LOG_PATH',
    { kind: 'path', env: 'ANSIBLE_LOG_PATH', ini: 'defaults.log_path' },
    'A file to which the output is also written, with the time of each line.',
  ),
  nocolor: setting(
    'ANSIBLE_NOCOLOR',
    { kind: 'bool', env: 'ANSIBLE_NOCOLOR NO_COLOR', ini: 'defaults.nocolor', fallback: 'false' },
    'No colours.',
  ),
  profileTasksLimit: setting(
    'profile_tasks callback: output_limit',
    {
      kind: 'str',
      env: 'PROFILE_TASKS_TASK_OUTPUT_LIMIT',
      ini: 'callback_profile_tasks.task_output_limit',
      fallback: '20',
    },
    'Tasks in the list of `profile_tasks`, or `all`.',
  ),
  profileTasksOrder: setting(
    'profile_tasks callback: sort_order',
    {
      kind: 'str',
      env: 'PROFILE_TASKS_SORT_ORDER',
      ini: 'callback_profile_tasks.sort_order',
      fallback: 'descending',
      choices: ['descending', 'ascending', 'none'],
    },
    'The order of that list by time.',
  ),
  showCustomStats: setting(
    'SHOW_CUSTOM_STATS',
    { kind: 'bool', env: 'ANSIBLE_SHOW_CUSTOM_STATS', ini: 'defaults.show_custom_stats', fallback: 'false' },
    'Show at the end what `set_stats` kept.',
  ),
  showPerHostStart: setting(
    'default callback: show_per_host_start',
    {
      kind: 'bool',
      env: 'ANSIBLE_SHOW_PER_HOST_START',
      ini: 'defaults.show_per_host_start',
      fallback: 'false',
    },
    'Show when a host starts with a task.',
  ),
  showTaskPathOnFailure: setting(
    'default callback: show_task_path_on_failure',
    {
      kind: 'bool',
      env: 'ANSIBLE_SHOW_TASK_PATH_ON_FAILURE',
      ini: 'defaults.show_task_path_on_failure',
      fallback: 'false',
    },
    'Show with failures where the task is written.',
  ),
  systemWarnings: setting(
    'SYSTEM_WARNINGS',
    { kind: 'bool', env: 'ANSIBLE_SYSTEM_WARNINGS', ini: 'defaults.system_warnings', fallback: 'true' },
    'Show warnings about the controller itself.',
  ),
  treeDirectory: setting(
    'tree callback: directory',
    {
      kind: 'path',
      env: 'ANSIBLE_CALLBACK_TREE_DIR',
      ini: 'callback_tree.directory',
      fallback: '~/.ansible/tree',
    },
    'Where `tree` writes a file a host.',
  ),
  verboseToStderr: setting(
    'VERBOSE_TO_STDERR',
    { kind: 'bool', env: 'ANSIBLE_VERBOSE_TO_STDERR', ini: 'defaults.verbose_to_stderr', fallback: 'false' },
    'What `-v` adds goes to standard error.',
  ),
  verbosity: setting(
    'DEFAULT_VERBOSITY',
    { kind: 'int', env: 'ANSIBLE_VERBOSITY', ini: 'defaults.verbosity', fallback: '0' },
    'The number of `-v`.',
  ),
} as const;
