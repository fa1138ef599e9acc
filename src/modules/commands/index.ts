import type { Module } from '../../module/types.js';
import { asyncStatus } from './asyncStatus.js';
import { command } from './command.js';
import { raw } from './raw.js';
import { script } from './script.js';
import { shell } from './shell.js';

/** Modules that run what the user wrote. */
export const commandModules: readonly Module[] = [command, shell, raw, script, asyncStatus];
