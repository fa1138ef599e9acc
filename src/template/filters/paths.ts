import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix } from 'node:path';
import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { typeError, valueError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import { pyTypeName } from '../../value/typeName.js';
import { Tuple, type Value } from '../../value/types.js';
import { globFiles } from '../files/glob.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters on file names. Only realpath, relpath, expanduser and fileglob look at this machine. */
export const pathFilters: readonly FilterEntry[] = [
  {
    name: 'basename',
    doc: 'The last part of a path.',
    apply: (input) => pathText(input).replace(/^.*\//s, ''),
  },
  { name: 'dirname', doc: 'The path without its last part.', apply: (input) => dirname(pathText(input)) },
  {
    name: 'expanduser',
    doc: 'Replaces a leading `~` by the home directory.',
    apply: (input) => expandUser(pathText(input)),
  },
  {
    name: 'expandvars',
    doc: 'Replaces `$NAME` by environment variables of the controller.',
    apply: (input) =>
      pathText(input).replace(
        /\$(?:(\w+)|\{([^}]*)\})/g,
        (whole, a?: string, b?: string) => process.env[a ?? b!] ?? whole,
      ),
  },
  {
    name: 'realpath',
    doc: 'The path with symbolic links resolved.',
    apply: (input) => realPath(pathText(input)),
  },
  {
    name: 'relpath',
    doc: 'The path relative to `start` (default: the current directory).',
    apply: (input, args, kwargs) => {
      const { start } = bind('relpath', [['start', '.']], args, kwargs);
      const path = pathText(input);
      if (path === '') valueError('no path specified');
      const from = start === null ? '.' : pathText(start);
      return posix.relative(posix.resolve(from), posix.resolve(path)) || '.';
    },
  },
  {
    name: 'splitext',
    doc: 'The path without extension, and the extension.',
    apply: (input) => {
      const text = pathText(input);
      const match = /^(.*\/)?(\.*[^/]*?)(\.[^./]*)?$/s.exec(text);
      const [, head = '', stem = '', extension = ''] = match ?? [];
      return new Tuple([head + stem, extension]);
    },
  },
  {
    name: 'path_join',
    doc: 'Joins the parts of a path; an absolute part starts anew.',
    apply: (input) => joinParts(partsOf(input)),
  },
  {
    name: 'commonpath',
    doc: 'The longest path that all given paths share.',
    apply: (input) => commonPath(Array.from(iterate(input), asText)),
  },
  {
    name: 'normpath',
    doc: 'The path without `.`, `..` and doubled slashes.',
    apply: (input) => normalise(asText(input)),
  },
  {
    name: 'fileglob',
    doc: 'The files of the controller that match a shell pattern.',
    apply: (input) => globFiles(pyStr(input)),
  },
  {
    name: 'win_basename',
    doc: 'The last part of a Windows path.',
    apply: (input) => splitDrive(pathText(input))[1].replace(/^.*[\\/]/s, ''),
  },
  {
    name: 'win_dirname',
    doc: 'A Windows path without its last part.',
    apply: (input) => windowsDirname(pathText(input)),
  },
  {
    name: 'win_splitdrive',
    doc: 'Drive and rest of a Windows path.',
    apply: (input) => new Tuple(splitDrive(pathText(input))),
  },
];

/** A value that must be a path. */
function pathText(value: Value): string {
  if (typeof value === 'string') return value;
  return typeError(`expected str, bytes or os.PathLike object, not ${pyTypeName(value)}`, value);
}

function partsOf(value: Value): string[] {
  requireDefined(value);
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value) && !(value instanceof Tuple))
    return typeError(`|path_join expects string or sequence, got <class '${pyTypeName(value)}'> instead.`);
  const parts = Array.from(iterate(value), pathText);
  return parts.length > 0 ? parts : typeError("join() missing 1 required positional argument: 'a'");
}

function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/+$/.test(head) ? head : head.replace(/\/+$/, '');
}

function splitDrive(path: string): [drive: string, rest: string] {
  const [, drive = '', rest = ''] = /^([A-Za-z]:|[\\/]{2}[^\\/]+[\\/][^\\/]+)?(.*)$/s.exec(path) ?? [];
  return [drive, rest];
}

function windowsDirname(path: string): string {
  const [drive, rest] = splitDrive(path);
  const head = rest.replace(/[^\\/]*$/, '');
  return drive + (/^[\\/]*$/.test(head) ? head : head.replace(/[\\/]+$/, ''));
}

function expandUser(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
}

function realPath(path: string): string {
  const absolute = posix.resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    const parent = posix.dirname(absolute);
    return parent === absolute ? absolute : posix.join(realPath(parent), posix.basename(absolute));
  }
}

function joinParts(parts: readonly string[]): string {
  let path = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (part.startsWith('/')) path = part;
    else path += path === '' || path.endsWith('/') ? part : `/${part}`;
  }
  return path;
}

function normalise(path: string): string {
  const text = posix.normalize(path);
  return text.length > 1 ? text.replace(/\/$/, '') : text;
}

function commonPath(paths: readonly string[]): string {
  if (paths.length === 0) valueError('commonpath() arg is an empty sequence');
  const absolute = paths.filter((path) => path.startsWith('/')).length;
  if (absolute !== 0 && absolute !== paths.length) valueError("Can't mix absolute and relative paths");
  const split = paths.map((path) => path.split('/').filter((part) => part !== '' && part !== '.'));
  const [first = []] = split;
  let shared = 0;
  while (shared < first.length && split.every((parts) => parts[shared] === first[shared])) shared++;
  return (absolute > 0 ? '/' : '') + first.slice(0, shared).join('/');
}
