/**
 * Values as templates and variables see them, with Python's meaning.
 *
 * - an integral `number` is a Python int, a fractional, infinite or NaN one a float; an integral *float*
 *   (`4/2`) is a `Float`; ints beyond 2^53 are `bigint`
 * - `Dict` keeps insertion order and tells 100 from '100' (JS objects do neither)
 * - everything else that Python has and JSON has not is a `PyObject`
 */
export type Value = null | boolean | number | bigint | string | Value[] | PyObject;

/** Keys of a Dict: Python's hashable scalars. Tuples as keys are stored by identity of their repr. */
export type Key = null | boolean | number | bigint | string;

/** Keyword arguments of a call, in the order given. */
export type Kwargs = ReadonlyMap<string, Value>;

/** Base of all values that have no JS counterpart. Subclasses override what differs from the defaults. */
export abstract class PyObject {
  /** Python's type name, as the `type_debug` filter prints it. */
  abstract readonly pyType: string;
  /** Whether Python's type takes subscripts (`v[0]`), other than list, dict and tuple. */
  readonly subscriptable: boolean = false;
  /** Whether it can be a dict key or a member of a set. */
  readonly hashable: boolean = true;
  /** Python's `repr()`. */
  abstract pyRepr(): string;
  /** Python's `str()`; the same as repr unless overridden. */
  pyStr(): string {
    return this.pyRepr();
  }
  /** Python's `format(v, spec)` for a non-empty spec, or undefined when the type has none of its own. */
  pyFormat(_spec: string): string | undefined {
    return undefined;
  }
  /** Python's truth value. */
  pyTruth(): boolean {
    return true;
  }
  /** An attribute, or undefined when there is none. */
  pyAttribute(_name: string): Value | undefined {
    return undefined;
  }
  /** The elements in iteration order, or undefined when the value is not iterable. */
  pyIterate(): Iterable<Value> | undefined {
    return undefined;
  }
  /** Number of elements, or undefined when it has no length. */
  pyLength(): number | undefined {
    return undefined;
  }
  /** Whether `item in this` holds, or undefined when the elements tell. */
  pyContains(_item: Value): boolean | undefined {
    return undefined;
  }
  /** Element for a subscript, or undefined when absent. */
  pyItem(_key: Value): Value | undefined {
    return undefined;
  }
  /** Order relative to another value (negative, 0, positive), or undefined when they are not orderable. */
  pyCompare(_other: Value, _operator: string): number | undefined {
    return undefined;
  }
  /** `this <operator> other` for `+ - * // %`, or undefined when unsupported. */
  pyBinary(_operator: string, _other: Value): Value | undefined {
    return undefined;
  }
  /** `other <operator> this`, tried when the left operand does not support it. */
  pyBinaryRight(_operator: string, _other: Value): Value | undefined {
    return undefined;
  }
  /** Equality with another value; identity unless overridden. */
  pyEquals(other: Value): boolean {
    return this === other;
  }
}

/** A float with an integral value (`2.0`), which JS numbers cannot tell from the int 2. */
export class Float extends PyObject {
  readonly pyType = 'float';
  constructor(readonly value: number) {
    super();
  }
  pyRepr(): string {
    return floatRepr(this.value);
  }
  override pyTruth(): boolean {
    return this.value !== 0;
  }
  override pyEquals(other: Value): boolean {
    if (other instanceof Float) return other.value === this.value;
    return typeof other === 'bigint' ? Number(other) === this.value : other === this.value;
  }
}

/** Python's shortest repr of a float: `2.0`, `1e+16`, `1e-07`, `inf`, `nan`. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
    return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  }
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** Makes the right representation of a float result: a plain number when fractional, a Float when integral. */
export function toFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** An insertion-ordered mapping with typed keys: Python's dict. Mutable, as templates may call `.update()`. */
export class Dict extends PyObject {
  readonly pyType = 'dict';
  override readonly hashable = false;
  private readonly map: Map<Key, Value>;
  /** Private to the language, so that comparisons do not see it. */
  #origin: object | undefined;

  constructor(entries?: Iterable<readonly [Key, Value]>) {
    super();
    this.map = new Map(entries);
  }

  /** What a reader of sources has noted about a Dict; undefined when nothing. */
  static originOf(dict: Dict): object | undefined {
    return dict.#origin;
  }
  static setOrigin(dict: Dict, origin: object): void {
    dict.#origin = origin;
  }

  /** Builds a Dict from a plain object; `undefined` properties are left out. */
  static of(object: Readonly<Record<string, Value | undefined>>): Dict {
    const dict = new Dict();
    for (const key of Object.keys(object)) {
      const value = object[key];
      if (value !== undefined) dict.set(key, value);
    }
    return dict;
  }

  get size(): number {
    return this.map.size;
  }
  get(key: Key): Value | undefined {
    return this.map.get(key);
  }
  has(key: Key): boolean {
    return this.map.has(key);
  }
  set(key: Key, value: Value): this {
    this.map.set(key, value);
    return this;
  }
  delete(key: Key): boolean {
    return this.map.delete(key);
  }
  clear(): void {
    this.map.clear();
  }
  keys(): MapIterator<Key> {
    return this.map.keys();
  }
  values(): MapIterator<Value> {
    return this.map.values();
  }
  entries(): MapIterator<[Key, Value]> {
    return this.map.entries();
  }
  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.map.entries();
  }
  /** A shallow copy. */
  copy(): Dict {
    return new Dict(this.map);
  }

  pyRepr(): string {
    throw new Error('Dict is printed by value/repr.ts');
  }
  override pyTruth(): boolean {
    return this.map.size > 0;
  }
  override pyIterate(): Iterable<Value> {
    return this.map.keys();
  }
  override pyLength(): number {
    return this.map.size;
  }
}

/** Python's tuple. */
export class Tuple extends PyObject {
  readonly pyType = 'tuple';
  constructor(readonly items: readonly Value[]) {
    super();
  }
  pyRepr(): string {
    throw new Error('Tuple is printed by value/repr.ts');
  }
  override pyTruth(): boolean {
    return this.items.length > 0;
  }
  override pyIterate(): Iterable<Value> {
    return this.items;
  }
  override pyLength(): number {
    return this.items.length;
  }
}

/**
 * A name or attribute that does not exist. Any use but a test, `default` or a further attribute look-up is an
 * error (Jinja2's StrictUndefined; attributes of an undefined are undefined again, as in Ansible).
 */
export class Undefined extends PyObject {
  readonly pyType: string = 'AnsibleUndefined';
  override readonly subscriptable: boolean = true;
  /** true for Jinja2's plain Undefined (the missing `else` of `a if b`), which prints as nothing and is false. */
  readonly lenient: boolean = false;
  /** `name`: what was looked up. `hint`: a ready sentence that replaces the default message. */
  constructor(
    readonly name: string,
    readonly hint?: string,
    /** What lacks the attribute or item, and its name or index. */
    readonly lacking?: { readonly owner: Value; readonly key: Value },
  ) {
    super();
  }
  /** Ansible's sentence: `'foo' is undefined`. */
  get message(): string {
    return this.hint ?? `'${this.name}' is undefined`;
  }
  pyRepr(): string {
    return 'AnsibleUndefined';
  }
  override pyTruth(): boolean {
    return false;
  }
}

/** Anything a template can call: a macro, a bound method, a global function. */
export class Callable extends PyObject {
  readonly pyType: string = 'function';
  constructor(
    readonly name: string,
    readonly call: (args: Value[], kwargs: Kwargs) => Value,
  ) {
    super();
  }
  pyRepr(): string {
    return `<function ${this.name}>`;
  }
}

/** A method of a value that Python implements in C: `'a'.upper`. */
export class BuiltinMethod extends Callable {
  override readonly pyType = 'builtin_function_or_method';
  constructor(
    name: string,
    private readonly ownerType: string,
    call: (args: Value[], kwargs: Kwargs) => Value,
  ) {
    super(name, call);
  }
  override pyRepr(): string {
    return `<built-in method ${this.name} of ${this.ownerType} object at 0x7f0000000000>`;
  }
}

/** Text marked `!unsafe` in a source: it is data and never a template. Exists only before resolving. */
export class Unsafe extends PyObject {
  readonly pyType = 'AnsibleUnsafeText';
  constructor(readonly value: Value) {
    super();
  }
  pyRepr(): string {
    throw new Error('Unsafe values are unwrapped before they are printed');
  }
}

/** A `!vault` value of a source, decrypted when it is resolved. Exists only before resolving. */
export class Vaulted extends PyObject {
  readonly pyType = 'AnsibleVaultEncryptedUnicode';
  constructor(readonly envelope: string) {
    super();
  }
  pyRepr(): string {
    throw new Error('Vaulted values are decrypted before they are printed');
  }
}
