import { bridges } from './bridges.js';
import type { RoleValidator } from './finding.js';
import { mtuPlanner } from './mtuPlanner.js';
import { netnsLab } from './netnsLab.js';
import { routedNetwork } from './routedNetwork.js';

/** The validators of all roles, by role. */
export const roleValidators: ReadonlyMap<string, RoleValidator> = new Map(
  [bridges, mtuPlanner, netnsLab, routedNetwork].map((validator) => [validator.role, validator]),
);
