import { updateDict } from '../../value/pymethods/dict.js';
import { pyRepr } from '../../value/repr.js';
import { Callable, Dict, type Kwargs, PyObject, type Value } from '../../value/types.js';

/** What `namespace()` makes: attributes that `set` can change from inside loops. */
export class Namespace extends PyObject {
  readonly pyType = 'Namespace';
  constructor(readonly attributes: Dict) {
    super();
  }
  pyRepr(): string {
    return `<Namespace ${pyRepr(this.attributes)}>`;
  }
  override pyAttribute(name: string): Value | undefined {
    return this.attributes.get(name);
  }
}

/** `namespace(mapping_or_pairs, **kwargs)`. */
export function makeNamespace(args: Value[], kwargs: Kwargs): Namespace {
  return new Namespace(makeDict(args, kwargs));
}

/** Python's `dict(mapping_or_pairs, **kwargs)`. */
export function makeDict(args: Value[], kwargs: Kwargs): Dict {
  const dict = new Dict();
  updateDict('dict', dict, args, kwargs);
  return dict;
}

/** `cycler(*items)`: `next()`, `current` and `reset()`. */
export class Cycler extends PyObject {
  readonly pyType = 'Cycler';
  private position = 0;
  constructor(private readonly items: readonly Value[]) {
    super();
  }
  pyRepr(): string {
    return '<Cycler>';
  }
  override pyAttribute(name: string): Value | undefined {
    if (name === 'current') return this.items[this.position]!;
    if (name === 'next') return new Callable('next', () => this.next());
    if (name !== 'reset') return undefined;
    return new Callable('reset', () => {
      this.position = 0;
      return null;
    });
  }
  private next(): Value {
    const item = this.items[this.position]!;
    this.position = (this.position + 1) % this.items.length;
    return item;
  }
}

/** `joiner(separator)`: nothing at the first call, the separator afterwards. */
export class Joiner extends Callable {
  override readonly pyType = 'Joiner';
  constructor(separator: Value) {
    let used = false;
    super('joiner', () => {
      if (used) return separator;
      used = true;
      return '';
    });
  }
}
