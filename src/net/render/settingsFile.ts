import type { SysctlObject } from '../object/types.js';
import { type ConfigFile, fileWord } from './file.js';

/**
 * The file that sets kernel settings at boot, and those of a device again when it appears (udev does). Names stand
 * with slashes: a device may have dots in its name.
 */
export function settingsFile(owner: string, settings: readonly SysctlObject[]): ConfigFile[] {
  if (settings.length === 0) return [];
  return [
    {
      kind: 'text',
      path: `/etc/sysctl.d/60-mw-${fileWord(owner)}.conf`,
      mode: 0o644,
      id: 'settings',
      shared: false,
      template: 'boot/sysctl.conf.j2',
      variables: { settings: settings.map(({ name, value }) => ({ name, value })) },
    },
  ];
}
