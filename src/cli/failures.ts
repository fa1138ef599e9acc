import { readFileSync } from 'node:fs';
import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';
import { renderDiagnostic } from '../diag/render.js';
import { IncludedFileError } from '../engine/includedFileError.js';
import { EXIT, PlaybookError } from '../engine/runPlaybooks.js';
import { outputGate } from './outputGate.js';
import { writeError } from './standardStreams.js';

/** Prints findings to standard error; hints only when asked for. */
export function printFindings(findings: readonly Diagnostic[], hints = false): void {
  for (const finding of findings) if (finding.severity !== 'hint' || hints) say(shown(finding));
}

/** A line on standard error, without secrets. */
function say(text: string): void {
  writeError(`${outputGate.mask(text)}\n`);
}

/** A finding with the first words Ansible gives it, which scripts look for. */
function shown(finding: Diagnostic): string {
  return renderDiagnostic(finding, readSource)
    .replace(/^error: /, 'ERROR! ')
    .replace(/^warning: /, '[WARNING]: ');
}

/** The text of a source file for excerpts, or undefined. */
export function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Turns what a command threw into text and an exit code. Without -vvv nobody sees a stack trace. */
export function reportFailure(thrown: unknown, verbosity: number): number {
  const running = thrown instanceof PlaybookError;
  const error = running ? thrown.cause : thrown;
  if (error instanceof DiagnosticError) {
    for (const finding of error.diagnostics) say(shown(finding));
    const parsing = !running || isYaml(error) || error instanceof IncludedFileError;
    return parsing ? exitOf(error) : EXIT.error;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(`ERROR! unexpected: ${message}`);
  if (verbosity >= 3 && error instanceof Error) say(error.stack ?? '');
  return EXIT.unexpected;
}

/** Mistakes that ansible-playbook does not count as errors of the parser. */
const EXIT_BY_CODE: Readonly<Record<string, number>> = {
  'bad-forks': EXIT.usage,
  'bad-option': EXIT.badOption,
  'bad-setting': EXIT.badOption,
  'bad-tags': EXIT.error,
  'circular-role-dependency': EXIT.error,
  'missing-file': EXIT.error,
  'missing-playbook': EXIT.error,
  'missing-role': EXIT.error,
  'nothing-to-verify': EXIT.error,
  'removed-module': EXIT.error,
  // in the name of a role or playbook
  'undefined-variable': EXIT.error,
  'unknown-callback': EXIT.error,
  'unknown-handler': EXIT.error,
  'unreadable-file': EXIT.error,
};

/** Files of variables are read when the run comes to them; bad YAML is an error of the parser even then. */
function isYaml(error: DiagnosticError): boolean {
  return error.diagnostics[0]?.code.startsWith('yaml-') ?? false;
}

/** The first error decides: it is where ansible-playbook stops. */
function exitOf(error: DiagnosticError): number {
  const first = error.diagnostics.find((finding) => finding.severity === 'error');
  if (/^(?:inventory|vault)-/.test(first?.code ?? '')) return EXIT.error;
  return EXIT_BY_CODE[first?.code ?? ''] ?? EXIT.parser;
}
