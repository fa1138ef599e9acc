import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { ModuleContext, ModuleOutcome } from '../../src/module/types.js';
import { netFiles } from '../../src/modules/net/files/netFiles.js';
import { fromJs } from '../../src/value/convert.js';
import type { Dict } from '../../src/value/types.js';
import { ShellHost } from './moduleContext.js';
import { templateContext } from './netFiles.js';

/** A host for net_files, anew for each test of a file: its /etc and /var/lib are `etc` and `lib` in a folder. */
export function netFilesHost() {
  let root = '';
  let host: ShellHost;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mw-files-'));
    for (const name of ['etc', 'lib']) mkdirSync(join(root, name));
    const mounts =
      'mount --bind "$0/etc" /etc && mount --bind "$0/lib" /var/lib && mount -t tmpfs none /run && exec "$@"';
    host = new ShellHost({ prefix: ['unshare', '-m', 'sh', '-c', mounts, root] });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const at = (path: string): string => join(root, path);

  async function outcome(args: object, overrides: Partial<ModuleContext> = {}): Promise<ModuleOutcome> {
    const raw = fromJs({ owner: 'site', ...args }) as Dict;
    return netFiles.execute(raw, templateContext(host, { rawArgs: raw, ...overrides }));
  }

  return {
    get host(): ShellHost {
      return host;
    },
    /** Where a path of the host is on this machine. */
    at,
    outcome,
    run: async (args: object, overrides: Partial<ModuleContext> = {}): Promise<Dict> =>
      (await outcome(args, overrides)).value,
    /** Paths below /etc that are no folders. */
    files: (): string[] =>
      readdirSync(at('etc'), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
        .sort(),
    read: (path: string): string => readFileSync(at(path), 'utf8'),
    write: (path: string, text: string): void => {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    },
  };
}
