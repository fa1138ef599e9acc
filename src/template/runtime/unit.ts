import type { SourceSpan } from '../../diag/span.js';
import type { Program } from '../compile/program.js';
import type { Syntax } from '../syntax/token.js';

/** A program at the place it was read from. */
export interface Unit {
  readonly program: Program;
  /** Where the text begins; undefined for text of unknown origin. */
  readonly at: SourceSpan | undefined;
  readonly syntax: Syntax;
}

/** Translates a 0-based place within a text to the file that holds the text. */
export function spanWithin(at: SourceSpan, lineno: number, colno: number): SourceSpan {
  return { file: at.file, line: at.line + lineno, col: lineno === 0 ? at.col + colno : colno + 1 };
}
