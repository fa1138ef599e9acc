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

/** Translates a 0-based place within a text to the file that holds the text: the lines of a block scalar share its indentation. */
export function spanWithin(at: SourceSpan, lineno: number, colno: number): SourceSpan {
  return { file: at.file, line: at.line + lineno, col: at.col + colno };
}
