import { BufferedOutput } from '../report/index.js';

/** Standard output of this process, for the reports of runs. */
export const standardOutput = new BufferedOutput(process.stdout);

/** Writes to standard error, after what standard output was told before. */
export function writeError(text: string): void {
  standardOutput.flush();
  process.stderr.write(text);
}
