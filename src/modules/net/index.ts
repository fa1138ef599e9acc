import type { Module } from '../../module/types.js';
import { netAddress } from './address.js';
import { announce } from './announce/announce.js';
import { netFiles } from './files/netFiles.js';
import { netRenderer } from './files/netRenderer.js';
import { netLink } from './link.js';
import { mtuPlan } from './mtuPlan/mtuPlan.js';
import { netns } from './netns/netns.js';
import { netnsLink } from './netns/netnsLink.js';
import { probe } from './probe/probe.js';
import { netFdb, netFilter, netNeighbour, netRoute, netRule, netSysctl } from './resources.js';
import { netState } from './state/state.js';
import { netValidate } from './validate/netValidate.js';

/** Network modules over the pure model of `src/net`. */
export const netModules: readonly Module[] = [
  netAddress,
  netFdb,
  netFiles,
  netFilter,
  netLink,
  netNeighbour,
  netRenderer,
  netRoute,
  netRule,
  announce,
  mtuPlan,
  netns,
  netnsLink,
  probe,
  netState,
  netSysctl,
  netValidate,
];
