import { pyRepr } from './repr.js';
import { type Dict, PyObject, Tuple, type Value } from './types.js';

/** What `dict.keys()`, `.values()` and `.items()` return: a live view that prints as `dict_keys([...])`. */
export class DictView extends PyObject {
  readonly pyType: string;

  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    private readonly dict: Dict,
  ) {
    super();
    this.pyType = `dict_${kind}`;
  }

  /** The elements at this moment. */
  toList(): Value[] {
    if (this.kind === 'keys') return [...this.dict.keys()];
    if (this.kind === 'values') return [...this.dict.values()];
    return Array.from(this.dict, ([key, value]) => new Tuple([key, value]));
  }

  pyRepr(): string {
    return `${this.pyType}(${pyRepr(this.toList())})`;
  }
  override pyTruth(): boolean {
    return this.dict.size > 0;
  }
  override pyIterate(): Iterable<Value> {
    return this.toList();
  }
  override pyLength(): number {
    return this.dict.size;
  }
}
