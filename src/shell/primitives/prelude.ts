import { accountsPrelude } from './accounts.js';
import { checksumPrelude } from './checksum.js';
import { directoryPrelude } from './directory.js';
import { entriesPrelude } from './entries.js';
import { findPrelude } from './find.js';
import { outputPrelude } from './output.js';
import { pathPrelude } from './path.js';
import { runPrelude } from './run.js';
import { statPrelude } from './stat.js';
import { writePrelude } from './write.js';

/**
 * The functions (all named `mw_…`) that the long-lived shell of every session is given once at its start.
 * Plain POSIX sh with GNU or busybox tools; one fork when it is read.
 */
export const primitivesPrelude: string = [
  outputPrelude,
  pathPrelude,
  checksumPrelude,
  statPrelude,
  writePrelude,
  directoryPrelude,
  entriesPrelude,
  accountsPrelude,
  findPrelude,
  runPrelude,
].join('');
