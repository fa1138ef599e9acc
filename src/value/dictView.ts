import { equals } from './compare.js';
import { requireDefined } from './defined.js';
import { typeError } from './errors.js';
import { findKey, isHashable } from './keys.js';
import { compareSets, difference, PySet } from './pySet.js';
import { pyRepr } from './repr.js';
import { pyTypeName } from './typeName.js';
import { type Dict, PyObject, Tuple, type Value } from './types.js';

/** What `dict.keys()`, `.values()` and `.items()` return: a live view that prints as `dict_keys([...])`. */
export class DictView extends PyObject {
  readonly pyType: string;
  override readonly hashable: boolean;

  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    private readonly dict: Dict,
  ) {
    super();
    this.pyType = `dict_${kind}`;
    this.hashable = kind === 'values';
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
  override pyContains(item: Value): boolean | undefined {
    if (this.kind === 'values') return undefined;
    if (this.kind === 'keys') return findKey(this.dict, hashable(item)) !== undefined;
    if (!(item instanceof Tuple) || item.items.length !== 2) return false;
    const key = findKey(this.dict, item.items[0]!);
    return key !== undefined && equals(this.dict.get(key)!, item.items[1]!);
  }
  override pyEquals(other: Value): boolean {
    return this === other || (this.likeSet(other) && this.pyCompare(other, '<=') === 0);
  }
  override pyCompare(other: Value, operator: string): number | undefined {
    return this.likeSet(other) ? compareSets(this, other, operator) : undefined;
  }
  override pyBinary(operator: string, other: Value): Value | undefined {
    return operator === '-' && this.kind !== 'values' ? difference(this, other) : undefined;
  }
  override pyBinaryRight(operator: string, other: Value): Value | undefined {
    return operator === '-' && this.kind !== 'values' ? difference(other, this) : undefined;
  }

  private likeSet(other: Value): other is PySet | DictView {
    if (this.kind === 'values') return false;
    return other instanceof PySet || (other instanceof DictView && other.kind !== 'values');
  }
}

function hashable(item: Value): Value {
  requireDefined(item);
  return isHashable(item) ? item : typeError(`unhashable type: '${pyTypeName(item)}'`);
}
