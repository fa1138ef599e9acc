import type { Module } from '../../module/types.js';
import { setup } from './setup.js';

/** Modules that gather facts. */
export const factModules: readonly Module[] = [setup];

/** Modules for the operating system: facts, users, kernel settings, waiting. */
export const systemModules: readonly Module[] = [...factModules];
