import { doubleOf } from './numbers.js';
import { Callable, PyObject, toFloat, type Value } from './types.js';

const microsPerDay = 86_400_000_000;

/** Python's `timedelta`: a duration in microseconds, shown as days, seconds and microseconds. */
export class Timedelta extends PyObject {
  readonly pyType = 'timedelta';

  constructor(readonly micros: number) {
    super();
  }

  get days(): number {
    return Math.floor(this.micros / microsPerDay);
  }
  get seconds(): number {
    return Math.floor((this.micros - this.days * microsPerDay) / 1e6);
  }
  get microseconds(): number {
    return this.micros - this.days * microsPerDay - this.seconds * 1e6;
  }

  pyRepr(): string {
    const parts = (['days', 'seconds', 'microseconds'] as const).filter((name) => this[name] !== 0);
    return `datetime.timedelta(${parts.map((name) => `${name}=${this[name]}`).join(', ') || '0'})`;
  }
  override pyStr(): string {
    const { days, seconds, microseconds } = this;
    const pad = (value: number, width: number): string => String(value).padStart(width, '0');
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
    const fraction = microseconds === 0 ? '' : `.${pad(microseconds, 6)}`;
    return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${clock}${fraction}`;
  }
  override pyTruth(): boolean {
    return this.micros !== 0;
  }
  override pyEquals(other: Value): boolean {
    return other instanceof Timedelta && other.micros === this.micros;
  }
  override pyCompare(other: Value): number | undefined {
    return other instanceof Timedelta ? this.micros - other.micros : undefined;
  }
  override pyAttribute(name: string): Value | undefined {
    if (name === 'days' || name === 'seconds' || name === 'microseconds') return this[name];
    return name === 'total_seconds' ? new Callable(name, () => toFloat(this.micros / 1e6)) : undefined;
  }
  override pyBinary(operator: string, other: Value): Value | undefined {
    if (other instanceof Timedelta) {
      if (operator === '+') return new Timedelta(this.micros + other.micros);
      return operator === '-' ? new Timedelta(this.micros - other.micros) : undefined;
    }
    const factor = doubleOf(other);
    return operator === '*' && factor !== undefined
      ? new Timedelta(Math.round(this.micros * factor))
      : undefined;
  }
  override pyBinaryRight(operator: string, other: Value): Value | undefined {
    return operator === '*' ? this.pyBinary('*', other) : undefined;
  }
}
