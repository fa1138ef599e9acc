import { COLOR_NAMES } from '../../report/palette.js';
import { type Setting, setting } from './setting.js';

function color(role: string, fallback: string, doc: string): Setting<'str'> {
  const names = { env: `ANSIBLE_COLOR_${role.toUpperCase()}`, ini: `colors.${role}`, choices: COLOR_NAMES };
  return setting(`COLOR_${role.toUpperCase()}`, { kind: 'str', fallback, ...names }, doc);
}

/** Settings of colours. */
export const colorSettings = {
  colorChanged: color('changed', 'yellow', 'Colour of changes.'),
  colorDebug: color('debug', 'dark gray', 'Colour of retries and of places of tasks.'),
  colorDeprecate: color('deprecate', 'purple', 'Colour of warnings of what will go away.'),
  colorDiffAdd: color('diff_add', 'green', 'Colour of added lines.'),
  colorDiffLines: color('diff_lines', 'cyan', 'Colour of line numbers in differences.'),
  colorDiffRemove: color('diff_remove', 'red', 'Colour of removed lines.'),
  colorError: color('error', 'red', 'Colour of failures.'),
  colorHighlight: color('highlight', 'white', 'Colour of what stands out.'),
  colorOk: color('ok', 'green', 'Colour of hosts on which nothing changed.'),
  colorSkip: color('skip', 'cyan', 'Colour of hosts that skip a task.'),
  colorUnreachable: color('unreachable', 'bright red', 'Colour of hosts that cannot be reached.'),
  colorVerbose: color('verbose', 'blue', 'Colour of what `-v` adds.'),
  colorWarn: color('warn', 'bright purple', 'Colour of warnings.'),
} as const;
