import type { Module } from '../../module/types.js';
import { apk } from './apk.js';
import { apt } from './apt.js';
import { aptRepository } from './aptRepository.js';
import { packageModule } from './package.js';
import { packageFacts } from './packageFacts.js';
import { dnf, yum } from './rpm.js';

/** Package managers. */
export const packageModules: readonly Module[] = [
  apk,
  apt,
  aptRepository,
  dnf,
  packageFacts,
  packageModule,
  yum,
];
