import { pyTypeName } from './typeName.js';
import { PyObject, type Value } from './types.js';

/** A Python class as a value: what `v.__class__` gives. */
export class TypeObject extends PyObject {
  readonly pyType = 'type';
  constructor(private readonly name: string) {
    super();
  }
  /** The class of a value. */
  static of(value: Value): TypeObject {
    return new TypeObject(pyTypeName(value));
  }
  pyRepr(): string {
    return `<class '${this.name}'>`;
  }
  override pyAttribute(name: string): Value | undefined {
    return name === '__name__' || name === '__qualname__' ? this.name : undefined;
  }
  override pyEquals(other: Value): boolean {
    return other instanceof TypeObject && other.name === this.name;
  }
}
