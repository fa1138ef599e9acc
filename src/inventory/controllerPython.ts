import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The controller's Python, for modules of others and for content that asks: the first `python3` on the PATH, else the
 * usual place, whether there is one or not. This program itself needs none.
 */
export function controllerPython(): string {
  const dirs = (process.env.PATH ?? '').split(delimiter).filter((dir) => dir.startsWith('/'));
  const found = dirs.map((dir) => join(dir, 'python3')).find((path) => existsSync(path));
  return found ?? '/usr/bin/python3';
}
