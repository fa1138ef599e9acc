/** A mistake in the text of a template, at a 0-based line and column of that text. */
export class SyntaxFault extends Error {
  override readonly name: string = 'SyntaxFault';
  /** The finding's code. */
  readonly code: string = 'template-syntax';
  /** Jinja2's or ansible-core's sentence, where the message is another. */
  readonly said: string;

  constructor(
    message: string,
    readonly lineno: number,
    readonly colno: number,
    readonly fix?: string,
  ) {
    super(message);
    this.said = message;
  }
}
