import { requireDefined } from './defined.js';
import { typeError } from './errors.js';
import { iterate } from './iterate.js';
import { isHashable, toKey } from './keys.js';
import { pyRepr } from './repr.js';
import { pyTypeName } from './typeName.js';
import { type Key, PyObject, type Value } from './types.js';

/** Python's `set`: what operators on `dict.keys()` give. Members keep the order in which they came. */
export class PySet extends PyObject {
  readonly pyType = 'set';
  override readonly hashable = false;
  private readonly members = new Map<Key, Value>();

  constructor(members: Iterable<Value> = []) {
    super();
    for (const member of members) this.add(member);
  }

  add(member: Value): void {
    const key = keyOf(member);
    if (!this.members.has(key)) this.members.set(key, member);
  }
  delete(member: Value): boolean {
    return this.members.delete(keyOf(member));
  }
  has(member: Value): boolean {
    return this.members.has(keyOf(member));
  }
  get size(): number {
    return this.members.size;
  }

  pyRepr(): string {
    return this.size === 0 ? 'set()' : `{${[...this.members.values()].map(pyRepr).join(', ')}}`;
  }
  override pyTruth(): boolean {
    return this.size > 0;
  }
  override pyLength(): number {
    return this.size;
  }
  override pyIterate(): Iterable<Value> {
    return this.members.values();
  }
  override pyContains(item: Value): boolean {
    return this.has(item);
  }
  override pyEquals(other: Value): boolean {
    return other instanceof PySet && other.size === this.size && includesAll(other, this);
  }
  override pyCompare(other: Value, operator: string): number | undefined {
    return other instanceof PySet ? compareSets(this, other, operator) : undefined;
  }
  override pyBinary(operator: string, other: Value): Value | undefined {
    return operator === '-' && other instanceof PySet ? difference(this, other) : undefined;
  }
}

/** The members of `left` that `right` has not. Throws a TypeError when `right` is not iterable. */
export function difference(left: Value, right: Value): PySet {
  const result = new PySet(iterate(left));
  for (const member of iterate(right)) result.delete(member);
  return result;
}

/**
 * The order of two sets by inclusion, as a number on the right side of 0 for `operator`: sets of which neither
 * holds the other are in no order, every comparison of them is false.
 */
export function compareSets(left: PyObject, right: PyObject, operator: string): number {
  const below = includesAll(right, left);
  const above = includesAll(left, right);
  if (below && above) return 0;
  if (below) return -1;
  return above ? 1 : operator.startsWith('<') ? 1 : -1;
}

function includesAll(set: PyObject, members: PyObject): boolean {
  return Array.from(iterate(members)).every((member) => set.pyContains(member));
}

function keyOf(member: Value): Key {
  requireDefined(member);
  if (!isHashable(member)) return typeError(`unhashable type: '${pyTypeName(member)}'`);
  const key = toKey(member);
  return typeof key === 'boolean' ? Number(key) : key;
}
