import type { Module } from '../../module/types.js';
import { unarchive } from './unarchive.js';

export const archiveModules: readonly Module[] = [unarchive];
