import type { ExecResult } from '../session/types.js';
import type { Applied } from './types.js';

/** Standard output as text, without the final newline. */
export function outputText(result: ExecResult): string {
  return result.stdout.toString('utf8').replace(/\r?\n$/, '');
}

/** Standard error as text, without surrounding white space. */
export function errorText(result: ExecResult): string {
  return result.stderr.toString('utf8').trim();
}

/** Lines of standard output; none for empty output. */
export function outputLines(result: ExecResult): string[] {
  const text = outputText(result);
  return text === '' ? [] : text.split('\n');
}

/**
 * A failure that quotes the command's own words: `what: first line of stderr`, with rc, stdout and stderr as
 * Ansible's modules return them.
 */
export function commandFailure(what: string, result: ExecResult): Applied & { failed: string } {
  const stderr = errorText(result);
  const stdout = outputText(result);
  const cause = stderr || stdout.trim() || `exit status ${result.rc}`;
  return { failed: `${what}: ${cause}`, result: { rc: result.rc, stdout, stderr } };
}
