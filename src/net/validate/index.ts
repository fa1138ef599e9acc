import { bridges } from './bridges.js';
import type { RoleValidator } from './finding.js';
import { mtuPlanner } from './mtuPlanner.js';

/** The validators of all roles, by role. */
export const roleValidators: ReadonlyMap<string, RoleValidator> = new Map(
  [bridges, mtuPlanner].map((validator) => [validator.role, validator]),
);
