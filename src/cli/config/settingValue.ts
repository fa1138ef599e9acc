import type { Value } from '../../value/types.js';
import { type Config, SETTINGS, type SettingName } from '../config.js';
import { acceptedSettings } from './acceptedSettings.js';
import { convert } from './convert.js';
import type { Setting } from './setting.js';

/**
 * A setting by ansible-config's name as templates see it: as given, else its default. Settings that do nothing here
 * are None or their default list; undefined for names Ansible has not.
 */
export function settingValue(config: Config, name: string): Value | undefined {
  const key = (Object.keys(SETTINGS) as SettingName[]).find((each) => SETTINGS[each].name === name);
  if (key === undefined) {
    const accepted = [...acceptedSettings.values()].flat().find((each) => each.name === name);
    return accepted && (accepted.fallback ? [...accepted.fallback] : null);
  }
  const setting: Setting = SETTINGS[key];
  const given = config[key];
  if (given !== undefined) return given;
  if (setting.fallback === '') return null;
  const origin = { name, base: process.cwd(), env: process.env };
  return convert(setting.fallback, setting, origin) as Value;
}
