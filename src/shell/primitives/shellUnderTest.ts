import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostResult, HostRunOptions, PrimitiveHost } from './host.js';
import { primitivesPrelude } from './prelude.js';

const SHELLS: Readonly<Record<string, readonly string[]>> = {
  dash: ['dash'],
  bash: ['bash', '--posix'],
  'busybox ash': ['busybox', 'ash'],
  mksh: ['mksh'],
};

/** A shell of this machine with the prelude loaded, for tests: every call is a fresh process. */
interface ShellUnderTest extends PrimitiveHost {
  readonly name: string;
}

interface ShellSettings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Every installed shell, once with the system's tools and once with busybox's only. */
export function shellsUnderTest(settings: ShellSettings = {}): ShellUnderTest[] {
  const applets = linkApplets();
  return Object.entries(SHELLS)
    .filter(([, [program]]) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0)
    .flatMap(([name, argv]) => [
      open(`${name}, system tools`, argv, process.env.PATH ?? '', settings),
      ...(applets ? [open(`${name}, busybox tools`, argv, applets, settings)] : []),
    ]);
}

function open(name: string, argv: readonly string[], path: string, settings: ShellSettings): ShellUnderTest {
  const program = spawnSync('sh', ['-c', `command -v ${argv[0]}`], { encoding: 'utf8' }).stdout.trim();
  async function run(script: { readonly text: string }, options: HostRunOptions = {}): Promise<HostResult> {
    const child = spawn(program, [...argv.slice(1), '-c', `${primitivesPrelude}\n(${script.text}\n)`], {
      env: { ...process.env, LC_ALL: 'C', ...settings.env, PATH: path },
      ...(settings.cwd !== undefined && { cwd: settings.cwd }),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
    const rc = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 255));
    });
    return { rc, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  }
  return {
    name,
    run,
    batch: (scripts, options) => Promise.all(scripts.map((script) => run(script, options))),
  };
}

function linkApplets(): string | undefined {
  const list = spawnSync('busybox', ['--list'], { encoding: 'utf8' });
  if (list.status !== 0) return undefined;
  const busybox = spawnSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).stdout.trim();
  const folder = mkdtempSync(join(tmpdir(), 'mw-applets-'));
  for (const applet of list.stdout.split('\n').filter((name) => /^[a-z0-9]+$/.test(name))) {
    symlinkSync(busybox, join(folder, applet));
  }
  return folder;
}
