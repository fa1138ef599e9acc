import { setting } from './setting.js';

/** Settings of how plays and tasks run. */
export const runSettings = {
  pythonInterpreter: setting(
    'INTERPRETER_PYTHON',
    {
      kind: 'str',
      env: 'ANSIBLE_PYTHON_INTERPRETER',
      ini: 'defaults.interpreter_python',
      fallback: 'auto',
    },
    'Python of the targets, for modules written in it: a path, or auto, auto_silent, auto_legacy, auto_legacy_silent.',
  ),
  anyErrorsFatal: setting(
    'ANY_ERRORS_FATAL',
    { kind: 'bool', env: 'ANSIBLE_ANY_ERRORS_FATAL', ini: 'defaults.any_errors_fatal', fallback: 'false' },
    'A failure on one host ends the play on all of them, where a play does not say otherwise.',
  ),
  ansibleManaged: setting(
    'DEFAULT_MANAGED_STR',
    { kind: 'str', ini: 'defaults.ansible_managed', fallback: 'Ansible managed' },
    'The text of `ansible_managed` in templates.',
  ),
  duplicateDictKey: setting(
    'DUPLICATE_YAML_DICT_KEY',
    {
      kind: 'str',
      env: 'ANSIBLE_DUPLICATE_YAML_DICT_KEY',
      ini: 'defaults.duplicate_dict_key',
      fallback: 'warn',
      choices: ['error', 'ignore', 'warn'],
    },
    'What to do about a key that is there twice in a YAML mapping (the last one counts).',
  ),
  enableTaskDebugger: setting(
    'ENABLE_TASK_DEBUGGER',
    {
      kind: 'bool',
      env: 'ANSIBLE_ENABLE_TASK_DEBUGGER',
      ini: 'defaults.enable_task_debugger',
      fallback: 'false',
    },
    'Stop at tasks that fail or are unreachable for commands, as `debugger: on_failed` does.',
  ),
  errorOnMissingHandler: setting(
    'ERROR_ON_MISSING_HANDLER',
    {
      kind: 'bool',
      env: 'ANSIBLE_ERROR_ON_MISSING_HANDLER',
      ini: 'defaults.error_on_missing_handler',
      fallback: 'true',
    },
    'Notifying a handler that is not there is an error; otherwise a warning.',
  ),
  errorOnUndefinedVars: setting(
    'DEFAULT_UNDEFINED_VAR_BEHAVIOR',
    {
      kind: 'bool',
      env: 'ANSIBLE_ERROR_ON_UNDEFINED_VARS',
      ini: 'defaults.error_on_undefined_vars',
      fallback: 'true',
    },
    'Undefined variables in templates are errors; otherwise the template stays as it is.',
  ),
  factCaching: setting(
    'CACHE_PLUGIN',
    { kind: 'str', env: 'ANSIBLE_CACHE_PLUGIN', ini: 'defaults.fact_caching', fallback: 'memory' },
    'Where facts are kept: `memory` (for the run) or `jsonfile`.',
  ),
  factCachingConnection: setting(
    'CACHE_PLUGIN_CONNECTION',
    { kind: 'str', env: 'ANSIBLE_CACHE_PLUGIN_CONNECTION', ini: 'defaults.fact_caching_connection' },
    'The directory of the `jsonfile` facts.',
  ),
  factCachingPrefix: setting(
    'CACHE_PLUGIN_PREFIX',
    {
      kind: 'str',
      env: 'ANSIBLE_CACHE_PLUGIN_PREFIX',
      ini: 'defaults.fact_caching_prefix',
      fallback: 'ansible_facts',
    },
    'Begins the names of the files of kept facts.',
  ),
  factCachingTimeout: setting(
    'CACHE_PLUGIN_TIMEOUT',
    {
      kind: 'int',
      env: 'ANSIBLE_CACHE_PLUGIN_TIMEOUT',
      ini: 'defaults.fact_caching_timeout',
      fallback: '86400',
    },
    'Seconds for which kept facts count; 0: for ever.',
  ),
  factPath: setting(
    'DEFAULT_FACT_PATH',
    { kind: 'str', env: 'ANSIBLE_FACT_PATH', ini: 'defaults.fact_path' },
    'The directory of local facts on the hosts when a play does not name one.',
  ),
  forceHandlers: setting(
    'DEFAULT_FORCE_HANDLERS',
    { kind: 'bool', env: 'ANSIBLE_FORCE_HANDLERS', ini: 'defaults.force_handlers', fallback: 'false' },
    'Notified handlers run even on hosts where a task failed.',
  ),
  forks: setting(
    'DEFAULT_FORKS',
    { kind: 'int', env: 'ANSIBLE_FORKS', ini: 'defaults.forks', fallback: '50' },
    'Hosts worked on at a time. ansible-core’s default is 5.',
  ),
  gathering: setting(
    'DEFAULT_GATHERING',
    {
      kind: 'str',
      env: 'ANSIBLE_GATHERING',
      ini: 'defaults.gathering',
      fallback: 'implicit',
      choices: ['explicit', 'implicit', 'smart'],
    },
    'Whether plays gather facts: by themselves, when told to, or once a run for each host.',
  ),
  gatherSubset: setting(
    'DEFAULT_GATHER_SUBSET',
    { kind: 'list', env: 'ANSIBLE_GATHER_SUBSET', ini: 'defaults.gather_subset' },
    'The facts that plays gather when they do not say.',
  ),
  gatherTimeout: setting(
    'DEFAULT_GATHER_TIMEOUT',
    { kind: 'int', env: 'ANSIBLE_GATHER_TIMEOUT', ini: 'defaults.gather_timeout' },
    'Seconds a slow fact may take.',
  ),
  hashBehaviour: setting(
    'DEFAULT_HASH_BEHAVIOUR',
    {
      kind: 'str',
      env: 'ANSIBLE_HASH_BEHAVIOUR',
      ini: 'defaults.hash_behaviour',
      fallback: 'replace',
      choices: ['merge', 'replace'],
    },
    'What a later layer of variables does to a mapping of an earlier one.',
  ),
  injectFacts: setting(
    'INJECT_FACTS_AS_VARS',
    {
      kind: 'bool',
      env: 'ANSIBLE_INJECT_FACT_VARS',
      ini: 'defaults.inject_facts_as_vars',
      fallback: 'true',
    },
    'Facts are variables of their own (`ansible_x`) besides `ansible_facts`.',
  ),
  invalidTaskAttributeFailed: setting(
    'INVALID_TASK_ATTRIBUTE_FAILED',
    {
      kind: 'bool',
      env: 'ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED',
      ini: 'defaults.invalid_task_attribute_failed',
      fallback: 'true',
    },
    'Unknown keywords of tasks are errors; otherwise warnings.',
  ),
  jinja2Extensions: setting(
    'DEFAULT_JINJA2_EXTENSIONS',
    { kind: 'list', env: 'ANSIBLE_JINJA2_EXTENSIONS', ini: 'defaults.jinja2_extensions' },
    'Extensions of Jinja: `jinja2.ext.do` and `jinja2.ext.loopcontrols` are built in.',
  ),
  jinja2Native: setting(
    'DEFAULT_JINJA2_NATIVE',
    { kind: 'bool', env: 'ANSIBLE_JINJA2_NATIVE', ini: 'defaults.jinja2_native', fallback: 'false' },
    'Templates keep the types of their values.',
  ),
  maxDiffSize: setting(
    'MAX_FILE_SIZE_FOR_DIFF',
    { kind: 'int', env: 'ANSIBLE_MAX_DIFF_SIZE', ini: 'defaults.max_diff_size', fallback: '104448' },
    'Bytes of a file up to which its differences are shown.',
  ),
  moduleArgs: setting(
    'DEFAULT_MODULE_ARGS',
    { kind: 'str', env: 'ANSIBLE_MODULE_ARGS', ini: 'defaults.module_args' },
    'Arguments of `meshwright adhoc` without `-a`.',
  ),
  moduleName: setting(
    'DEFAULT_MODULE_NAME',
    { kind: 'str', ini: 'defaults.module_name', fallback: 'command' },
    'The module of `meshwright adhoc` without `-m`.',
  ),
  noLog: setting(
    'DEFAULT_NO_LOG',
    { kind: 'bool', env: 'ANSIBLE_NO_LOG', ini: 'defaults.no_log', fallback: 'false' },
    'Tasks show no arguments and results, where they do not say otherwise.',
  ),
  nullRepresentation: setting(
    'DEFAULT_NULL_REPRESENTATION',
    { kind: 'str', env: 'ANSIBLE_NULL_REPRESENTATION', ini: 'defaults.null_representation' },
    'What templates give that give nothing.',
  ),
  pollInterval: setting(
    'DEFAULT_POLL_INTERVAL',
    { kind: 'int', env: 'ANSIBLE_POLL_INTERVAL', ini: 'defaults.poll_interval', fallback: '15' },
    'Seconds between two looks at an asynchronous task.',
  ),
  privateRoleVars: setting(
    'DEFAULT_PRIVATE_ROLE_VARS',
    {
      kind: 'bool',
      env: 'ANSIBLE_PRIVATE_ROLE_VARS',
      ini: 'defaults.private_role_vars',
      fallback: 'false',
    },
    'The variables of a role are seen by that role only.',
  ),
  stringTypeFilters: setting(
    'STRING_TYPE_FILTERS',
    {
      kind: 'list',
      env: 'ANSIBLE_STRING_TYPE_FILTERS',
      ini: 'jinja2.dont_type_filters',
      fallback: 'string, to_json, to_nice_json, to_yaml, to_nice_yaml, ppretty, json',
    },
    'Filters after which a text stays a text, though it looks like a list or a mapping.',
  ),
  strategy: setting(
    'DEFAULT_STRATEGY',
    { kind: 'str', env: 'ANSIBLE_STRATEGY', ini: 'defaults.strategy', fallback: 'linear' },
    'How plays go through their tasks: `linear`, `free` or `host_pinned`.',
  ),
  tagsRun: setting(
    'TAGS_RUN',
    { kind: 'list', env: 'ANSIBLE_RUN_TAGS', ini: 'tags.run' },
    'Tags to run without `--tags`.',
  ),
  tagsSkip: setting(
    'TAGS_SKIP',
    { kind: 'list', env: 'ANSIBLE_SKIP_TAGS', ini: 'tags.skip' },
    'Tags to leave out without `--skip-tags`.',
  ),
  taskDebuggerIgnoreErrors: setting(
    'TASK_DEBUGGER_IGNORE_ERRORS',
    {
      kind: 'bool',
      env: 'ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS',
      ini: 'defaults.task_debugger_ignore_errors',
      fallback: 'true',
    },
    'The debugger leaves failures alone that are ignored.',
  ),
  taskTimeout: setting(
    'TASK_TIMEOUT',
    { kind: 'int', env: 'ANSIBLE_TASK_TIMEOUT', ini: 'defaults.task_timeout', fallback: '0' },
    'Seconds a task may take when it does not say; 0: any time.',
  ),
} as const;
