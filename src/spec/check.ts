import { DiagnosticError } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import type { Dict } from '../value/types.js';
import { Level } from './level.js';
import type { ArgumentSpec, Inspection } from './types.js';

/**
 * Checks and converts arguments by Ansible's argument_spec (ansible-core 2.14): aliases, defaults, types,
 * choices, suboptions and the rules between arguments.
 *
 * The result holds every argument of the spec (undefined when absent): dicts as Dict, lists as arrays of
 * converted elements, suboptions as plain objects. Null means "not given": the default applies, and a required
 * argument may not be null (Ansible hands null on, and its modules crash). Throws one DiagnosticError with all
 * findings (`bad-argument`, `missing-argument`, `unsupported-argument`, `exclusive-arguments`), placed at the
 * argument in its source, else at `at`.
 */
export function checkArguments(spec: ArgumentSpec, raw: Dict, at?: SourceSpan): Record<string, unknown> {
  const inspection = inspectArguments(spec, raw, at);
  if (inspection.findings.length > 0)
    throw new DiagnosticError(inspection.findings.map((finding) => finding.diagnostic));
  return inspection.args;
}

/** As checkArguments, but returns the findings. With findings, `args` is not usable. `nullIsGiven`: a null satisfies `required`. */
export function inspectArguments(
  spec: ArgumentSpec,
  raw: Dict,
  at?: SourceSpan,
  options: { readonly nullIsGiven?: boolean } = {},
): Inspection {
  const level = new Level(spec.args, spec.rules ?? {}, raw, {
    spec,
    at,
    names: [],
    path: '',
    nullIsGiven: options.nullIsGiven ?? false,
  });
  const args = level.check();
  return { args, findings: [...level.findings, ...level.unsupported] };
}
