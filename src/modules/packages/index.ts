import type { Module } from '../../module/types.js';
import { apk } from './apk.js';
import { apt } from './apt.js';
import { aptKey } from './aptKey.js';
import { aptRepository } from './aptRepository.js';
import { debconf } from './debconf.js';
import { dpkgSelections } from './dpkgSelections.js';
import { packageModule } from './package.js';
import { packageFacts } from './packageFacts.js';
import { dnf, yum } from './rpm.js';
import { yumRepository } from './yumRepository.js';

/** Package managers and what they are configured with. */
export const packageModules: readonly Module[] = [
  apk,
  apt,
  aptKey,
  aptRepository,
  debconf,
  dnf,
  dpkgSelections,
  packageFacts,
  packageModule,
  yum,
  yumRepository,
];
