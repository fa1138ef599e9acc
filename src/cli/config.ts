import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Diagnostic, diagnostic } from '../diag/diagnostic.js';
import { closest } from '../diag/suggest.js';
import { displayPath } from '../playbook/sourceFiles.js';
import { acceptedSettings, FORMER_KEYS } from './config/acceptedSettings.js';
import { becomeSettings } from './config/becomeSettings.js';
import { colorSettings } from './config/colorSettings.js';
import { findConfigFile } from './config/configFile.js';
import { connectionSettings } from './config/connectionSettings.js';
import { contentSettings } from './config/contentSettings.js';
import { convert, isBooleanWord, type Origin } from './config/convert.js';
import { displaySettings } from './config/displaySettings.js';
import { type IniEntry, parseIniFile } from './config/iniFile.js';
import { runSettings } from './config/runSettings.js';
import type { Setting, ValueOf } from './config/setting.js';

export { expandPath } from './config/expandPath.js';

/** The settings that do something (Ansible documentation, "Configuration Settings"), by their names in the program. */
export const SETTINGS = {
  ...runSettings,
  ...displaySettings,
  ...colorSettings,
  ...connectionSettings,
  ...becomeSettings,
  ...contentSettings,
} as const satisfies Record<string, Setting>;

/** The same settings by theme, for the reference page. */
export const SETTING_THEMES: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  'Running plays and tasks': runSettings,
  Output: displaySettings,
  Colours: colorSettings,
  'Logging in and becoming another user': { ...connectionSettings, ...becomeSettings },
  'Where content is found': contentSettings,
};

export type SettingName = keyof typeof SETTINGS;

type Values = { readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]['kind']> | undefined };

/** Settings as given; absent ones are undefined, so that the command line and the defaults fill them in. */
export interface Config extends Values {
  /** The ansible.cfg that was read. */
  readonly file: string | undefined;
  /** Where each setting that was given comes from: `env: NAME`, or the file. */
  readonly origins: ReadonlyMap<SettingName, string>;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads ansible.cfg (ANSIBLE_CONFIG, ./ansible.cfg, ~/.ansible.cfg, /etc/ansible/ansible.cfg: the first that
 * exists) and the environment, which outranks it. Throws DiagnosticError for values of the wrong kind.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { file, warnings } = findConfigFile(env);
  const ini =
    file === undefined
      ? new Map<string, IniEntry>()
      : parseIniFile(readFileSync(file, 'utf8'), displayPath(file));
  const values: Record<string, unknown> = {};
  const origins = new Map<SettingName, string>();
  const odd: Diagnostic[] = [];
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const found = readSetting(SETTINGS[name], env, ini, file);
    values[name] = undefined;
    if (!found) continue;
    values[name] = convert(found.text, SETTINGS[name], found.origin);
    origins.set(name, found.from);
    if (SETTINGS[name].kind === 'bool' && !isBooleanWord(found.text)) odd.push(noBoolean(found));
  }
  const config = { ...(values as unknown as Values), file, origins };
  return { ...config, warnings: [...warnings, ...odd, ...misspelt(ini)] };
}

interface Found {
  readonly text: string;
  readonly origin: Origin;
  /** The origin for people. */
  readonly from: string;
}

/** Variables that are empty count only where an empty text can be meant. */
function readSetting(
  setting: Setting,
  env: NodeJS.ProcessEnv,
  ini: ReadonlyMap<string, IniEntry>,
  file: string | undefined,
): Found | undefined {
  const mayBeEmpty = setting.kind === 'bool' || (setting.kind === 'str' && !setting.choices);
  const variable = setting.env.findLast(
    (name) => env[name] !== undefined && (env[name] !== '' || mayBeEmpty),
  );
  if (variable !== undefined) {
    const origin = { name: `env: ${variable}`, base: process.cwd(), env };
    return { text: env[variable]!, origin, from: `env: ${variable}` };
  }
  const key = setting.ini.findLast((name) => ini.has(name));
  if (key === undefined || file === undefined) return undefined;
  const entry = ini.get(key)!;
  const origin = { name: `${entry.span.file}: ${key}`, base: dirname(file), env, span: entry.span };
  return { text: entry.value, origin, from: file };
}

function noBoolean({ text, origin }: Found): Diagnostic {
  return diagnostic('bad-setting', `${origin.name}: "${text}" is not a boolean and counts as false`, {
    severity: 'warning',
    span: origin.span,
    fix: 'write true or false',
  });
}

/** Keys nobody knows that look like a known one of their section. */
function misspelt(ini: ReadonlyMap<string, IniEntry>): Diagnostic[] {
  const known = new Set(
    [...Object.values<Setting>(SETTINGS), ...[...acceptedSettings.values()].flat()].flatMap(({ ini }) => ini),
  );
  const findings: Diagnostic[] = [];
  for (const [name, { span }] of ini) {
    const [section, key] = split(name);
    if (known.has(name) || FORMER_KEYS.has(key)) continue;
    const inSection = [...known].map(split).filter(([other]) => other === section);
    const match = closest(
      key,
      inSection.map(([, other]) => other),
    );
    if (match === undefined) continue;
    findings.push(
      diagnostic('unknown-setting', `[${section}] has no setting "${key}"`, {
        severity: 'warning',
        span,
        fix: `did you mean "${match}"?`,
      }),
    );
  }
  return findings;
}

function split(name: string): [section: string, key: string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}
