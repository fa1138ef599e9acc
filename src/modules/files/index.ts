import type { Module } from '../../module/types.js';
import { assemble } from './assemble.js';
import { blockinfile } from './blockinfile.js';
import { copy } from './copy.js';
import { fetch } from './fetch.js';
import { file } from './file.js';
import { find } from './find.js';
import { iniFile } from './iniFile.js';
import { lineinfile } from './lineinfile.js';
import { replace } from './replace.js';
import { slurp } from './slurp.js';
import { stat } from './stat.js';
import { synchronize } from './synchronize.js';
import { tempfile } from './tempfile.js';
import { template } from './template.js';

/** Modules for files, folders and links. */
export const fileModules: readonly Module[] = [
  assemble,
  blockinfile,
  copy,
  fetch,
  file,
  find,
  iniFile,
  lineinfile,
  replace,
  slurp,
  stat,
  synchronize,
  tempfile,
  template,
];
