/** A place in a source file. `line` and `col` are 1-based; `col` counts UTF-16 units. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

/** `file:line:column`, the form editors and CI systems recognise. */
export function formatSpan(span: SourceSpan): string {
  return `${span.file}:${span.line}:${span.col}`;
}
