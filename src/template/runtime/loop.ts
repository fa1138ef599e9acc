import { equals } from '../../value/compare.js';
import { typeError } from '../../value/errors.js';
import { Callable, Undefined, type Value } from '../../value/types.js';

type Recurse = (items: Value, depth: number) => Value;

/** The `loop` variable: position, neighbours, `cycle`, `changed`, and the call of a recursive loop. */
export class Loop extends Callable {
  override readonly pyType = 'jinja2.runtime.LoopContext';
  private readonly items: readonly Value[];
  private before: readonly Value[] | undefined;
  index0 = -1;

  constructor(
    source: Iterable<Value>,
    private readonly depth0: number,
    recurse: Recurse | null,
  ) {
    super('loop', (args) => {
      if (!recurse) typeError("The loop must have the 'recursive' marker to be called recursively.");
      return recurse(args[0] ?? null, depth0 + 1);
    });
    this.items = Array.isArray(source) ? source : [...source];
  }

  /** Goes to the next item; false when there is none. */
  advance(): boolean {
    return ++this.index0 < this.items.length;
  }
  get item(): Value {
    return this.items[this.index0]!;
  }
  get index(): number {
    return this.index0 + 1;
  }
  get length(): number {
    return this.items.length;
  }
  get first(): boolean {
    return this.index0 === 0;
  }
  get last(): boolean {
    return this.index0 === this.items.length - 1;
  }
  get revindex(): number {
    return this.items.length - this.index0;
  }
  get revindex0(): number {
    return this.items.length - this.index0 - 1;
  }

  override pyAttribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
      case 'index0':
      case 'length':
      case 'first':
      case 'last':
      case 'revindex':
      case 'revindex0':
      case 'depth0':
        return this[name];
      case 'depth':
        return this.depth0 + 1;
      case 'previtem':
        return this.neighbour(-1, 'previtem', 'there is no previous item');
      case 'nextitem':
        return this.neighbour(1, 'nextitem', 'there is no next item');
      case 'cycle':
        return new Callable('cycle', (args) => this.cycle(args));
      case 'changed':
        return new Callable('changed', (args) => this.changed(args));
      default:
        return undefined;
    }
  }

  override pyLength(): number {
    return this.length;
  }
  override pyRepr(): string {
    return `<LoopContext ${this.index}/${this.length}>`;
  }

  private neighbour(distance: number, name: string, hint: string): Value {
    const item = this.items[this.index0 + distance];
    return item === undefined ? new Undefined(name, hint) : item;
  }

  private cycle(args: readonly Value[]): Value {
    if (args.length === 0) typeError('no items for cycling given');
    return args[this.index0 % args.length]!;
  }

  private changed(args: readonly Value[]): boolean {
    const before = this.before;
    this.before = args;
    return !before || before.length !== args.length || args.some((arg, i) => !equals(arg, before[i]!));
  }
}
