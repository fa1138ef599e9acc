import { type Diagnostic, DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { didYouMean } from '../diag/suggest.js';
import { parseExpression, parseTemplate } from './compile/program.js';
import type { Environment } from './environment.js';
import { filters } from './filters/index.js';
import { readHeader } from './header.js';
import { syntaxFinding } from './runtime/fault.js';
import { spanWithin } from './runtime/unit.js';
import { shortName } from './shortName.js';
import type { AstNode } from './syntax/ast.js';
import { SyntaxFault } from './syntax/syntaxFault.js';
import { walk } from './syntax/walk.js';
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
    walk(tree, (node) => {
      const finding = unknownPlugin(node, place);
      if (finding) findings.push(finding);
      return undefined;
    });
  } catch (error) {
    if (error instanceof SyntaxFault) findings.push(syntaxFinding(error, place));
    else if (error instanceof DiagnosticError) findings.push(...error.diagnostics);
    else throw error;
  }
  return findings;
}

function unknownPlugin(node: AstNode, at: SourceSpan): Diagnostic | undefined {
  if (node.typename !== 'Filter' && node.typename !== 'Is') return undefined;
  const [kind, registry] =
    node.typename === 'Filter' ? (['filter', filters] as const) : (['test', tests] as const);
  const name = shortName(node.name);
  if (registry.has(name) || registry.has(node.name)) return undefined;
  return diagnostic(`unknown-${kind}`, `unknown ${kind} '${node.name}'`, {
    span: spanWithin(at, node.lineno, node.colno),
    fix: didYouMean(name, registry.keys()),
  });
}
