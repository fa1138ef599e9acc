import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The controller's Python, for modules of others and for content that asks: the system's `python3`, else the first on
 * the PATH. Where there is none it is the system's all the same: this program itself needs none.
 */
export function controllerPython(): string {
  const system = '/usr/bin/python3';
  if (existsSync(system)) return system;
  const dirs = (process.env.PATH ?? '').split(delimiter).filter((dir) => dir.startsWith('/'));
  const found = dirs.map((dir) => join(dir, 'python3')).find((path) => existsSync(path));
  return found ?? system;
}
