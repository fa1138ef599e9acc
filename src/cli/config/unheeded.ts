/**
 * Settings that are read and typed but change nothing so far; a test keeps the list true. The reference page names them among those
 * that are accepted without effect.
 */
export const UNHEEDED: ReadonlySet<string> = new Set([
  'colorHighlight',
  'nullRepresentation',
  'playbookVarsRoot',
  'remoteTmp',
  'scpExtraArgs',
  'sftpExtraArgs',
  'stringTypeFilters',
  'systemWarnings',
]);
