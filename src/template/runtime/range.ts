import { asIndex } from '../../value/coerce.js';
import { typeError, valueError } from '../../value/errors.js';
import { intOf } from '../../value/numbers.js';
import { pyRepr } from '../../value/repr.js';
import { PyObject, type Value } from '../../value/types.js';

const most = 100_000;

/** Python's `range`: prints as `range(0, 3)` and yields ints. */
export class Range extends PyObject {
  readonly pyType = 'range';
  override readonly subscriptable = true;
  private readonly size: number;

  constructor(
    private readonly start: number,
    private readonly stop: number,
    private readonly step: number,
  ) {
    super();
    this.size = Math.max(0, Math.ceil((stop - start) / step));
  }

  /** `range(stop)` or `range(start, stop, step)`; Jinja2's sandbox limit of 100,000 elements applies. */
  static of(args: readonly Value[]): Range {
    if (args.length === 0) typeError('range expected at least 1 argument, got 0');
    if (args.length > 3) typeError(`range expected at most 3 arguments, got ${args.length}`);
    const [first, second, third] = args.map(asIndex) as [number, number?, number?];
    if (third === 0) valueError('range() arg 3 must not be zero');
    const range = second === undefined ? new Range(0, first, 1) : new Range(first, second, third ?? 1);
    if (range.size > most) valueError(`range too big, the maximum size is ${most}`);
    return range;
  }

  pyRepr(): string {
    return this.step === 1
      ? `range(${this.start}, ${this.stop})`
      : `range(${this.start}, ${this.stop}, ${this.step})`;
  }
  override pyTruth(): boolean {
    return this.size > 0;
  }
  override pyLength(): number {
    return this.size;
  }
  override pyIterate(): Value[] {
    return Array.from({ length: this.size }, (_, i) => this.start + i * this.step);
  }
  override pyItem(key: Value): Value | undefined {
    const at = intOf(key);
    if (at === undefined) return undefined;
    const index = Number(at) < 0 ? Number(at) + this.size : Number(at);
    return index >= 0 && index < this.size ? this.start + index * this.step : undefined;
  }
  override pyEquals(other: Value): boolean {
    return other instanceof Range && pyRepr([...this.pyIterate()]) === pyRepr([...other.pyIterate()]);
  }
}
