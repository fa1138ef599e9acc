import { existsSync, lstatSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import type { Value } from '../../value/types.js';
import type { TestEntry } from './entry.js';

/** Tests of paths on the controller (never on the target). */
export const fileTests: readonly TestEntry[] = [
  {
    name: 'directory',
    aliases: ['is_dir'],
    doc: 'The path is a directory on the controller.',
    apply: (input) => status(input)?.isDirectory() ?? false,
  },
  {
    name: 'file',
    aliases: ['is_file'],
    doc: 'The path is a regular file on the controller.',
    apply: (input) => status(input)?.isFile() ?? false,
  },
  {
    name: 'link',
    aliases: ['is_link'],
    doc: 'The path is a symbolic link on the controller.',
    apply: (input) => linkStatus(asText(input))?.isSymbolicLink() ?? false,
  },
  { name: 'exists', doc: 'The path exists on the controller.', apply: (input) => existsSync(asText(input)) },
  {
    name: 'link_exists',
    doc: 'The path exists on the controller, if only as a dangling link.',
    apply: (input) => linkStatus(asText(input)) !== undefined,
  },
  {
    name: 'abs',
    aliases: ['is_abs'],
    doc: 'The path is absolute.',
    apply: (input) => isAbsolute(asText(input)),
  },
  {
    name: 'mount',
    aliases: ['is_mount'],
    doc: 'The path is a mount point on the controller.',
    apply: (input) => isMount(asText(input)),
  },
  {
    name: 'same_file',
    aliases: ['is_same_file'],
    doc: 'Both paths are the same file on the controller.',
    apply: (input, args, kwargs) => {
      const first = status(input);
      const second = status(bind('samefile', ['other'], args, kwargs).other);
      return (
        first !== undefined && second !== undefined && first.ino === second.ino && first.dev === second.dev
      );
    },
  },
];

function status(path: Value): Stats | undefined {
  return statSync(asText(path), { throwIfNoEntry: false });
}

function linkStatus(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isMount(path: string): boolean {
  const own = linkStatus(path);
  if (!own || own.isSymbolicLink()) return false;
  const parent = statSync(join(resolve(path), '..'), { throwIfNoEntry: false });
  return dirname(resolve(path)) === resolve(path) || (parent !== undefined && parent.dev !== own.dev);
}
