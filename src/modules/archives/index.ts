import type { Module } from '../../module/types.js';
import { archive } from './makeArchive.js';
import { unarchive } from './unarchive.js';

export const archiveModules: readonly Module[] = [archive, unarchive];
