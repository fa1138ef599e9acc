import type { FullKernel } from '../types.js';

/** What carries the full kernel. */
export interface Machine {
  readonly name: FullKernel;
  /** Environment of every program inside. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds until a host that does not report is given up. */
  readonly patience: number;
  /** Writes the files that `command` names into a folder, which is /run/lab/full when the command runs. */
  write(folder: string): Promise<void>;
  /**
   * The command line that becomes the machine, with its first process's output on its own, for cards of these MTUs (bytes)
   * and so much memory (MiB).
   */
  command(cards: readonly number[], memory: number): readonly string[];
}
