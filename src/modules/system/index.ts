import type { Module } from '../../module/types.js';
import { authorizedKey } from './authorizedKey.js';
import { cron } from './cron.js';
import { getent } from './getent.js';
import { group } from './group.js';
import { hostname } from './hostname.js';
import { iptables } from './iptables.js';
import { knownHosts } from './knownHosts.js';
import { localeGen } from './localeGen.js';
import { modprobe } from './modprobe.js';
import { mount } from './mount.js';
import { ping, waitForConnection } from './ping.js';
import { reboot } from './reboot.js';
import { setup } from './setup.js';
import { sysctl } from './sysctl.js';
import { timezone } from './timezone.js';
import { user } from './user.js';
import { waitFor } from './waitFor.js';

/** Modules that gather facts. */
const factModules: readonly Module[] = [setup];

/** Modules for the operating system: facts, accounts, kernel settings, waiting. */
export const systemModules: readonly Module[] = [
  ...factModules,
  authorizedKey,
  cron,
  getent,
  group,
  hostname,
  iptables,
  knownHosts,
  localeGen,
  modprobe,
  mount,
  ping,
  reboot,
  sysctl,
  timezone,
  user,
  waitFor,
  waitForConnection,
];
