import { isAbsolute, normalize, resolve } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';
import { expandHome } from '../../template/files/home.js';
import type { Setting } from './setting.js';

/** Where a text comes from. */
export interface Origin {
  /** `env: VARIABLE`, or the file and the key. */
  readonly name: string;
  /** Relative paths start here. */
  readonly base: string;
  readonly env: NodeJS.ProcessEnv;
  readonly span?: SourceSpan;
}

const TRUE = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0']);
const FALSE = new Set(['n', 'no', 'off', '0', 'false', 'f', '0.0', '']);

/** Whether a text is one that means true or false. */
export function isBooleanWord(text: string): boolean {
  const word = text.trim().toLowerCase();
  return TRUE.has(word) || FALSE.has(word);
}

/**
 * The value of a setting from its text, by ansible-core's rules: anything that does not mean true is false, paths
 * know `~`, `$VARIABLE` and `{{CWD}}`, lists are separated by commas (`pathspec`: colons). Throws DiagnosticError for
 * numbers that are none and for words that are no choice.
 */
export function convert(text: string, setting: Setting, origin: Origin): unknown {
  const value = read(text, setting, origin);
  const words = Array.isArray(value) ? value : [value];
  const wrong = setting.choices && words.find((word) => !setting.choices?.includes(String(word)));
  if (wrong === undefined) return value;
  return fail(
    'bad-setting',
    `Invalid value "${wrong}" for configuration option "setting: ${setting.name}" (from ${origin.name}), valid values are: ${setting.choices?.join(', ')}`,
    {
      span: origin.span,
      fix: `write one of ${setting.choices?.join(', ')}`,
    },
  );
}

function read(text: string, setting: Setting, origin: Origin): unknown {
  const problem = { span: origin.span, fix: 'write a number' };
  switch (setting.kind) {
    case 'bool':
      return TRUE.has(text.trim().toLowerCase());
    case 'int':
      if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
      return fail('bad-setting', wrongType(setting, origin, `"${text}" is not a whole number`), problem);
    case 'float':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      return fail('bad-setting', wrongType(setting, origin, `"${text}" is not a number`), problem);
    case 'path':
      return settingPath(text, origin);
    case 'pathlist':
      return parts(text, ',').map((part) => settingPath(part, origin));
    case 'pathspec':
      return parts(text, ':').map((part) => settingPath(part, origin));
    case 'list':
      return parts(text, ',').map(unquoted);
    case 'str':
      return unquoted(text);
  }
}

/** ansible-core's sentence, which names the setting and where it comes from. */
function wrongType(setting: Setting, { name }: Origin, reason: string): string {
  return `Invalid type for configuration option setting: ${setting.name} (from ${name}): ${reason}`;
}

function parts(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function unquoted(text: string): string {
  const quote = text[0];
  const quoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return quoted && text.at(-2) !== '\\' ? text.slice(1, -1) : text;
}

function settingPath(text: string, { base, env }: Origin): string {
  const known = text
    .replaceAll('{{CWD}}', process.cwd())
    .replace(/\$(?:\{([^}]*)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      return env[braced ?? bare ?? ''] ?? whole;
    });
  const expanded = expandHome(known);
  return isAbsolute(expanded) ? normalize(expanded).replace(/(?<=.)\/$/, '') : resolve(base, expanded);
}
