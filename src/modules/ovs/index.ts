import type { Module } from '../../module/types.js';
import { openvswitchBridge } from './bridge.js';
import { openvswitchDb } from './db.js';
import { openvswitchPort } from './port.js';

/** Open vSwitch modules. */
export const ovsModules: readonly Module[] = [openvswitchBridge, openvswitchDb, openvswitchPort];
