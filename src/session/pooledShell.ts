import { ConnectionError } from '../connection/connection.js';
import { fitsInline } from '../shell/frame.js';
import { quote, type Sh } from '../shell/sh.js';
import type { FrameShell } from './frameShell.js';
import type { ShellPool } from './shellPool.js';
import type { Become, ExecResult, HostSession, HostShell, RunOptions } from './types.js';

/** A user's shell on a target, whatever number of channels stands behind it. */
export class PooledShell implements HostShell {
  constructor(
    readonly session: HostSession,
    readonly become: Become | undefined,
    private readonly pool: ShellPool,
    /** Opens a shell outside the pool, for payloads that need a channel of their own. */
    private readonly openOwn: () => Promise<FrameShell>,
    private readonly translate: (error: unknown) => unknown,
  ) {}

  async run(script: Sh, options: RunOptions = {}): Promise<ExecResult> {
    const [result] = await this.batch([script], options);
    return result!;
  }

  async batch(scripts: readonly Sh[], options: RunOptions = {}): Promise<ExecResult[]> {
    if (scripts.length === 0) return [];
    options.signal?.throwIfAborted();
    const texts = scripts.map((script) => withSurroundings(script.text, options));
    const stdin = options.stdin === undefined ? undefined : Buffer.from(options.stdin);
    const attempt = () => this.attempt(texts, stdin, options);
    try {
      return await attempt().catch((error: unknown) => {
        if (options.repeatable && error instanceof ConnectionError) return attempt();
        throw error;
      });
    } catch (error) {
      throw this.translate(error);
    }
  }

  private async attempt(
    texts: string[],
    stdin: Buffer | undefined,
    options: RunOptions,
  ): Promise<ExecResult[]> {
    if (stdin === undefined || fitsInline(stdin)) {
      return this.pool.use((shell) => shell.run(texts, stdin, options));
    }
    const shell = await this.openOwn();
    try {
      return await shell.runLast(texts, stdin, options);
    } finally {
      shell.quit();
    }
  }
}

/** Directory, umask and environment are set inside the frame: never in the argument list of any process. */
function withSurroundings(script: string, { cwd, umask, env }: RunOptions): string {
  const lines: string[] = [];
  if (cwd !== undefined) lines.push(`cd ${quote(cwd)} || exit`);
  if (umask !== undefined) lines.push(`umask ${quote(umask)}`);
  for (const [name, value] of Object.entries(env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`"${name}" is no name for a variable`);
    lines.push(`export ${name}=${quote(value)}`);
  }
  lines.push(script);
  return lines.join('\n');
}
