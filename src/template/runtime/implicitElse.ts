import { PyError } from '../../value/errors.js';
import { Undefined, type Value } from '../../value/types.js';

/** What `a if b` gives when b is false and there is no `else`: undefined, but it prints as nothing. */
export class ImplicitElse extends Undefined {
  override readonly pyType = 'Undefined';
  override readonly lenient = true;

  constructor(line: number) {
    super(
      'inline if',
      `the inline if-expression on line ${line} evaluated to false and no else section was defined.`,
    );
  }
  override pyStr(): string {
    return '';
  }
  override pyRepr(): string {
    return 'Undefined';
  }
  override pyIterate(): Value[] {
    return [];
  }
  override pyLength(): number {
    return 0;
  }
  override pyCompare(): never {
    return this.refuse();
  }
  override pyBinary(): never {
    return this.refuse();
  }
  override pyBinaryRight(): never {
    return this.refuse();
  }
  override pyEquals(other: Value): boolean {
    return other instanceof ImplicitElse;
  }

  private refuse(): never {
    throw new PyError('UndefinedError', this.message, { cause: this });
  }
}
