import type { Diagnostic, Note } from './diagnostic.js';
import { formatSpan, type SourceSpan } from './span.js';

/** Returns the text of a source file, or undefined when it cannot be read. */
export type SourceReader = (file: string) => string | undefined;

/**
 * Renders a diagnostic as text: `error: message`, the place, the offending line with a caret, notes and the
 * remedy. This is the only place that turns findings into text.
 */
export function renderDiagnostic(finding: Diagnostic, read: SourceReader): string {
  const lines = [`${finding.severity}: ${finding.message}`];
  if (finding.span) lines.push(...place(finding.span, read));
  for (const note of finding.notes) lines.push(...renderNote(note, read));
  if (finding.fix !== undefined) lines.push(`  fix: ${finding.fix}`);
  return lines.join('\n');
}

function renderNote(note: Note, read: SourceReader): string[] {
  const head = `  note: ${note.message}`;
  return note.span ? [head, ...place(note.span, read).map((line) => `  ${line}`)] : [head];
}

function place(span: SourceSpan, read: SourceReader): string[] {
  const lines = [`  at ${formatSpan(span)}`];
  const text = read(span.file)?.split('\n')[span.line - 1];
  if (text === undefined) return lines;
  const gutter = String(span.line);
  const before = text.slice(0, span.col - 1).replace(/[^\t]/g, ' ');
  lines.push(`  ${gutter} | ${text}`, `  ${' '.repeat(gutter.length)} | ${before}^`);
  return lines;
}
