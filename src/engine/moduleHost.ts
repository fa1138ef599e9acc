import type { ModuleHost } from '../module/types.js';
import type { Become, HostSession, HostShell, RunOptions } from '../session/types.js';

interface ModuleHostOptions {
  readonly session: HostSession;
  readonly become: Become | undefined;
  /** The `environment` keyword, rendered. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The target as one task sees it: its user and its environment. Connects on first use. */
export function moduleHost(options: ModuleHostOptions): ModuleHost {
  const { session, become, env, signal } = options;
  // Connecting may take long; a cancelled run closes its sessions, which gives the attempt up.
  const shell = (): Promise<HostShell> => unlessCancelled(() => session.shell(become), signal);
  const hasEnv = Object.keys(env).length > 0;
  const complete = (given: RunOptions | undefined): RunOptions => ({
    signal,
    ...given,
    ...(hasEnv && { env: { ...env, ...given?.env } }),
  });
  return {
    becomeUser: become?.user,
    run: async (script, given) => (await shell()).run(script, complete(given)),
    batch: async (scripts, given) => (await shell()).batch(scripts, complete(given)),
    session: () => session,
  };
}

/** Waits for work that does not listen to the signal itself. Rejects with the signal's reason when it fires. */
async function unlessCancelled<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let cancel = (): void => {};
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(signal.reason);
    signal.addEventListener('abort', cancel);
  });
  try {
    return await Promise.race([work(), cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
