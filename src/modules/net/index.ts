import type { Module } from '../../module/types.js';
import { netAddress } from './address.js';
import { netLink } from './link.js';
import { probe } from './probe/probe.js';

/** Network modules over the pure model of `src/net`. */
export const netModules: readonly Module[] = [netAddress, netLink, probe];
