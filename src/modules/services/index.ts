import type { Module } from '../../module/types.js';
import { service, sysvinit } from './service.js';
import { serviceFacts } from './serviceFacts.js';
import { systemd } from './systemd.js';

/** Service managers. */
export const serviceModules: readonly Module[] = [service, serviceFacts, systemd, sysvinit];
