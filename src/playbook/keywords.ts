/**
 * Keywords of plays, roles, blocks and tasks (Ansible documentation, "Playbook Keywords", 2.14).
 */

/** Keywords that every level takes and that lower levels inherit. */
const SHARED = [
  'any_errors_fatal',
  'become',
  'become_exe',
  'become_flags',
  'become_method',
  'become_user',
  'check_mode',
  'collections',
  'connection',
  'debugger',
  'diff',
  'environment',
  'ignore_errors',
  'ignore_unreachable',
  'module_defaults',
  'name',
  'no_log',
  'port',
  'remote_user',
  'run_once',
  'tags',
  'throttle',
  'timeout',
  'vars',
] as const;

const DELEGATION = ['delegate_facts', 'delegate_to'] as const;

export const PLAY_KEYWORDS: ReadonlySet<string> = new Set([
  ...SHARED,
  'fact_path',
  'force_handlers',
  'gather_facts',
  'gather_subset',
  'gather_timeout',
  'handlers',
  'hosts',
  'max_fail_percentage',
  'order',
  'post_tasks',
  'pre_tasks',
  'roles',
  'serial',
  'strategy',
  'tasks',
  'user',
  'vars_files',
  'vars_prompt',
]);

export const ROLE_KEYWORDS: ReadonlySet<string> = new Set([
  ...SHARED,
  ...DELEGATION,
  'when',
  'role',
  'src',
  'version',
  'scm',
]);

export const BLOCK_KEYWORDS: ReadonlySet<string> = new Set([
  ...SHARED,
  ...DELEGATION,
  'always',
  'block',
  'notify',
  'rescue',
  'when',
]);

export const TASK_KEYWORDS: ReadonlySet<string> = new Set([
  ...SHARED,
  ...DELEGATION,
  'action',
  'args',
  'async',
  'changed_when',
  'delay',
  'failed_when',
  'local_action',
  'loop',
  'loop_control',
  'notify',
  'poll',
  'register',
  'retries',
  'until',
  'when',
]);

/** Keywords of include_tasks and include_role; for others there is `apply`. */
export const INCLUDE_KEYWORDS: ReadonlySet<string> = new Set([
  'action',
  'args',
  'collections',
  'debugger',
  'ignore_errors',
  'listen',
  'loop',
  'loop_control',
  'name',
  'no_log',
  'register',
  'run_once',
  'tags',
  'timeout',
  'vars',
  'when',
]);

/** Keywords of handlers: those of tasks and `listen`. */
export const HANDLER_KEYWORDS: ReadonlySet<string> = new Set([...TASK_KEYWORDS, 'listen']);

export const LOOP_CONTROL_KEYS: ReadonlySet<string> = new Set([
  'extended',
  'extended_allitems',
  'index_var',
  'label',
  'loop_var',
  'pause',
]);

export const STATIC_IMPORTS: ReadonlySet<string> = new Set(['import_tasks', 'import_role']);
export const DYNAMIC_INCLUDES: ReadonlySet<string> = new Set(['include', 'include_tasks', 'include_role']);
/** Actions the engine runs itself. */
export const ENGINE_ACTIONS: ReadonlySet<string> = new Set([...STATIC_IMPORTS, ...DYNAMIC_INCLUDES, 'meta']);
