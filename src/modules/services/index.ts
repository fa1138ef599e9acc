import type { Module } from '../../module/types.js';

/** Modules of the family services. */
export const serviceModules: readonly Module[] = [];
