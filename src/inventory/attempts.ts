import { type Diagnostic, DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import { PyError } from '../value/errors.js';

/** A way to read a source that failed, and what it found. */
export interface FailedAttempt {
  readonly plugin: string;
  readonly findings: readonly Diagnostic[];
}

/** Why a reader threw. Throws `error` again when it is no finding about the source. */
export function failedAttempt(error: unknown, plugin: string): FailedAttempt {
  if (error instanceof DiagnosticError) return { plugin, findings: error.diagnostics };
  if (error instanceof PyError || isSystemError(error))
    return { plugin, findings: [diagnostic('inventory-unreadable', error.message)] };
  throw error;
}

/**
 * The findings to show of a source that no way could read, each in Ansible's words. Ansible shows those of every way;
 * here the ones that cannot be meant are left out: INI and YAML findings about a script, YAML findings about what is
 * plainly INI, and so on.
 */
export function tellingFindings(source: string, attempts: readonly FailedAttempt[]): Diagnostic[] {
  return meant(attempts).flatMap(({ plugin, findings }) =>
    findings.map((each) => ({
      ...each,
      message: `* Failed to parse ${source} with ${plugin} plugin: ${each.message}`,
    })),
  );
}

function meant(attempts: readonly FailedAttempt[]): readonly FailedAttempt[] {
  const failed = (plugin: string): FailedAttempt | undefined =>
    attempts.find((each) => each.plugin === plugin);
  const without = (...plugins: string[]): FailedAttempt[] =>
    attempts.filter((each) => !plugins.includes(each.plugin));
  const yaml = failed('yaml')?.findings[0]?.code;
  if (failed('script')) return without('auto', 'yaml', 'ini');
  if (yaml === 'inventory-plugin-configuration') return without('yaml', 'ini');
  if (yaml === 'inventory-no-yaml') return without('auto', 'yaml');
  return yaml !== undefined ? without('auto', 'ini') : attempts;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
