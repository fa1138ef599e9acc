import type { Module } from '../../module/types.js';

/** Modules of the family packages. */
export const packageModules: readonly Module[] = [];
