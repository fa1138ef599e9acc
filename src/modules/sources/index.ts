import type { Module } from '../../module/types.js';
import { git } from './git.js';

export const sourceModules: readonly Module[] = [git];
