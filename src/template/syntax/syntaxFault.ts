/** A mistake in the text of a template, at a 0-based line and column of that text. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  constructor(
    message: string,
    readonly lineno: number,
    readonly colno: number,
    readonly fix?: string,
  ) {
    super(message);
  }
}
