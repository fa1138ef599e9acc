import { Dict, type Value } from '../value/types.js';
import { acceptedSettings } from './config/acceptedSettings.js';
import { isPassword } from './config/becomeSettings.js';
import type { Setting } from './config/setting.js';
import { settingValue } from './config/settingValue.js';
import { type Config, SETTINGS, type SettingName } from './config.js';

/** A setting with its value at this moment. */
export interface ShownSetting {
  /** ansible-config's name; of a plugin's setting the part behind the plugin. */
  readonly name: string;
  /** `base`, or the kind of plugin. */
  readonly type: string;
  readonly plugin: string | undefined;
  /** `default`, the variable or the file. */
  readonly origin: string;
  readonly value: Value;
}

/** Every setting by name, those that do nothing here too. */
export function shownSettings(config: Config): ShownSetting[] {
  const known = (Object.keys(SETTINGS) as SettingName[]).map((key) => ({
    full: SETTINGS[key].name,
    origin: config.origins.get(key) ?? 'default',
  }));
  const accepted = [...acceptedSettings.values()]
    .flat()
    .map(({ name }) => ({ full: name, origin: 'default' }));
  return [...known, ...accepted]
    .sort((a, b) => (a.full < b.full ? -1 : 1))
    .map(({ full, origin }) => {
      const value = settingValue(config, full) ?? null;
      return { ...parts(full), origin, value: isPassword(full) && value !== null ? '********' : value };
    });
}

/** What there is to know about every setting, as `config list` shows it. */
export function settingDefinitions(): Dict {
  const entries = new Map<string, Dict>();
  for (const setting of Object.values<Setting>(SETTINGS)) {
    const definition = Dict.of({
      default: setting.fallback === '' ? null : setting.fallback,
      description: setting.doc,
      type: setting.kind,
    });
    if (setting.choices) definition.set('choices', [...setting.choices]);
    entries.set(setting.name, withNames(definition, setting));
  }
  for (const [reason, settings] of acceptedSettings)
    for (const setting of settings) {
      const description = `Accepted without effect: ${reason}.`;
      entries.set(setting.name, withNames(Dict.of({ description }), setting));
    }
  return new Dict(entries);
}

function withNames(
  definition: Dict,
  { env, ini }: { readonly env: readonly string[]; readonly ini: readonly string[] },
): Dict {
  if (env.length > 0)
    definition.set(
      'env',
      env.map((name) => Dict.of({ name })),
    );
  if (ini.length > 0) {
    const keys = ini.map((key) => key.split('.') as [string, string]);
    definition.set(
      'ini',
      keys.map(([section, key]) => Dict.of({ key, section })),
    );
  }
  return definition;
}

function parts(full: string): Pick<ShownSetting, 'name' | 'type' | 'plugin'> {
  const [, plugin, type, name] = /^(\S+) (\w+): (.+)$/.exec(full) ?? [];
  return plugin === undefined
    ? { name: full, type: 'base', plugin: undefined }
    : { name: name!, type: type!, plugin };
}
