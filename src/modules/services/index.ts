import type { Module } from '../../module/types.js';
import { managedService } from './managedService.js';
import { sysvinit } from './service.js';
import { serviceFacts } from './serviceFacts.js';
import { systemd } from './systemd.js';

/** Service managers. */
export const serviceModules: readonly Module[] = [managedService, serviceFacts, systemd, sysvinit];
