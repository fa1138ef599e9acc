import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { parseExpression, parseTemplate } from './compile/program.js';
import type { Environment } from './environment.js';
import { filters } from './filters/index.js';
import { readHeader } from './header.js';
import { unknownPlugins } from './plugins.js';
import { syntaxFinding } from './runtime/fault.js';
import { SyntaxFault } from './syntax/syntaxFault.js';
import { tests } from './tests/index.js';

/** The findings of a template text or a bare expression without rendering it: syntax, unknown filters and tests. */
export function checkText(
  text: string,
  kind: 'template' | 'expression',
  at: SourceSpan,
  environment: Environment,
): Diagnostic[] {
  const findings: Diagnostic[] = [];
  let place = at;
  try {
    const header = readHeader(text, at);
    place = header.at ?? at;
    const literalBackslashes = kind === 'template' && /\.(?:ya?ml|json)$/.test(at.file);
    const syntax = { ...environment.inline, literalBackslashes, ...header.overrides };
    const tree = kind === 'template' ? parseTemplate(header.body, syntax) : parseExpression(text, syntax);
    for (const fault of unknownPlugins(tree, filters, tests)) findings.push(syntaxFinding(fault, place));
  } catch (error) {
    if (error instanceof SyntaxFault) findings.push(syntaxFinding(error, place));
    else if (error instanceof DiagnosticError) findings.push(...error.diagnostics);
    else throw error;
  }
  return findings;
}
