import { CHECKSUM_ALGORITHMS } from '../../shell/primitives/checksum.js';
import type { ArgOption } from '../../spec/types.js';

/** Arguments with the same meaning in every module that writes the content of files. */
export const backupArg = {
  type: 'bool',
  default: false,
  description: 'Keep the old file beside it, with a time stamp.',
} as const satisfies ArgOption;

export const validateArg = {
  type: 'str',
  description: 'Command that must accept the new file before it is used; `%s` is its name.',
} as const satisfies ArgOption;

/** The argument of modules that may add a digest to what they tell of a file. */
export const checksumAlgorithmArg = {
  type: 'str',
  default: 'sha1',
  choices: [...CHECKSUM_ALGORITHMS],
  aliases: ['checksum', 'checksum_algo'],
  description: 'Which digest.',
} as const satisfies ArgOption;
