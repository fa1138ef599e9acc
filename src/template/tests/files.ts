import { fstatSync, lstatSync, type Stats } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { bind } from '../../value/bind.js';
import { typeError } from '../../value/errors.js';
import { intOf } from '../../value/numbers.js';
import { pyTypeName } from '../../value/typeName.js';
import type { Value } from '../../value/types.js';
import { fileStatus } from '../files/status.js';
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
    apply: (input) => linkStatus(linkText(input))?.isSymbolicLink() ?? false,
  },
  {
    name: 'exists',
    doc: 'The path exists on the controller.',
    apply: (input) => status(input) !== undefined,
  },
  {
    name: 'link_exists',
    doc: 'The path exists on the controller, if only as a dangling link.',
    apply: (input) => linkStatus(linkText(input)) !== undefined,
  },
  {
    name: 'abs',
    aliases: ['is_abs'],
    doc: 'The path is absolute.',
    apply: (input) => isAbsolute(pathText(input)),
  },
  {
    name: 'mount',
    aliases: ['is_mount'],
    doc: 'The path is a mount point on the controller.',
    apply: (input) => isMount(linkText(input)),
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
  const descriptor = intOf(path);
  try {
    if (typeof path === 'string') return fileStatus(path);
    if (descriptor !== undefined) return fstatSync(Number(descriptor));
  } catch {
    return undefined;
  }
  return typeError(
    `stat: path should be string, bytes, os.PathLike or integer, not ${pyTypeName(path)}`,
    path,
  );
}

/** A value that must be a path. */
function pathText(value: Value): string {
  if (typeof value === 'string') return value;
  return typeError(`expected str, bytes or os.PathLike object, not ${pyTypeName(value)}`, value);
}

/** A path whose status is asked without following links. */
function linkText(value: Value): string {
  if (typeof value === 'string') return value;
  return typeError(`lstat: path should be string, bytes or os.PathLike, not ${pyTypeName(value)}`, value);
}

function linkStatus(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function isMount(path: string): boolean {
  const own = linkStatus(path);
  if (!own || own.isSymbolicLink()) return false;
  const parent = fileStatus(join(resolve(path), '..'));
  return dirname(resolve(path)) === resolve(path) || (parent !== undefined && parent.dev !== own.dev);
}
