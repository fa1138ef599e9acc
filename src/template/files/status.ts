import { accessSync, constants, type Stats, statSync } from 'node:fs';

/** The status of what a path of this machine leads to; undefined when there is nothing or it cannot be looked at. */
export function fileStatus(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** true when a regular file exists. */
export function isFile(path: string): boolean {
  return fileStatus(path)?.isFile() ?? false;
}

/** true when a directory exists. */
export function isDirectory(path: string): boolean {
  return fileStatus(path)?.isDirectory() ?? false;
}

/** true when we may read what the path leads to, be it a file or a directory. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
