/**
 * Settings that are read and typed but change nothing so far; a test keeps the list true. The reference page names them among those
 * that are accepted without effect.
 */
export const UNHEEDED: ReadonlySet<string> = new Set([
  'ansibleManaged',
  'asyncDir',
  'colorHighlight',
  'enableTaskDebugger',
  'errorOnUndefinedVars',
  'executable',
  'factPath',
  'gatherSubset',
  'gatherTimeout',
  'invalidTaskAttributeFailed',
  'jinja2Extensions',
  'maxDiffSize',
  'nullRepresentation',
  'playbookVarsRoot',
  'precedence',
  'privateRoleVars',
  'remoteTmp',
  'sshRetries',
  'stringTypeFilters',
  'systemWarnings',
  'taskDebuggerIgnoreErrors',
  'varsPluginsEnabled',
]);
