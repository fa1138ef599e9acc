import type { Module } from '../../module/types.js';
import { assertModule, failModule } from './assert.js';
import { debug } from './debug.js';
import { includeVars } from './includeVars.js';
import { addHost, groupBy, setStats } from './inventory.js';
import { pause } from './pause.js';
import { setFact } from './setFact.js';
import { validateArgumentSpec } from './validateArgumentSpec.js';

/** Modules that run on the controller. */
export const controllerModules: readonly Module[] = [
  addHost,
  assertModule,
  debug,
  failModule,
  groupBy,
  includeVars,
  pause,
  setFact,
  setStats,
  validateArgumentSpec,
];
