import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { HostResult, HostRunOptions, PrimitiveHost } from '../../src/shell/primitives/host.js';
import { primitivesPrelude } from '../../src/shell/primitives/prelude.js';

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
  const applets = installed('busybox') ? new Applets() : undefined;
  afterAll(() => applets?.remove());
  return Object.entries(SHELLS)
    .filter(([, [program = '']]) => installed(program))
    .flatMap(([name, argv]) => [
      open(`${name}, system tools`, argv, () => process.env.PATH ?? '', settings),
      ...(applets ? [open(`${name}, busybox tools`, argv, () => applets.folder, settings)] : []),
    ]);
}

function open(
  name: string,
  [program = '', ...argv]: readonly string[],
  path: () => string,
  settings: ShellSettings,
): ShellUnderTest {
  const shell = whereIs(program);
  async function run(script: { readonly text: string }, options: HostRunOptions = {}): Promise<HostResult> {
    const child = spawn(shell, [...argv, '-c', `${primitivesPrelude}\n(${script.text}\n)`], {
      env: { ...process.env, LC_ALL: 'C', ...settings.env, PATH: path() },
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

function installed(program: string): boolean {
  return whereIs(program) !== '';
}

/** Path of a program, empty when it is not installed. */
function whereIs(program: string): string {
  return spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();
}

/** A folder in which every applet of busybox is a command; made when it is first asked for. */
class Applets {
  private made: string | undefined;

  get folder(): string {
    this.made ??= linkApplets();
    return this.made;
  }

  remove(): void {
    if (this.made !== undefined) rmSync(this.made, { recursive: true });
  }
}

function linkApplets(): string {
  const list = spawnSync('busybox', ['--list'], { encoding: 'utf8' }).stdout;
  const busybox = whereIs('busybox');
  const folder = mkdtempSync(join(tmpdir(), 'mw-applets-'));
  for (const applet of list.split('\n').filter((name) => /^[a-z0-9]+$/.test(name))) {
    symlinkSync(busybox, join(folder, applet));
  }
  return folder;
}
