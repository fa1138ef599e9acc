import { bonding } from './bonding.js';
import { bridgedToRouted } from './bridgedToRouted.js';
import { bridges } from './bridges.js';
import type { RoleValidator } from './finding.js';
import { mtuPlanner } from './mtuPlanner.js';
import { netnsLab } from './netnsLab.js';
import { privateVlanPool } from './privateVlanPool.js';
import { routedNetwork } from './routedNetwork.js';
import { sshMesh } from './sshMesh.js';
import { tls } from './tls.js';
import { vlans } from './vlans.js';

/** The validators of all roles, by role. */
export const roleValidators: ReadonlyMap<string, RoleValidator> = new Map(
  [
    bonding,
    bridgedToRouted,
    bridges,
    mtuPlanner,
    netnsLab,
    privateVlanPool,
    routedNetwork,
    sshMesh,
    tls,
    vlans,
  ].map((validator) => [validator.role, validator]),
);
