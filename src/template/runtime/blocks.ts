import { fail } from '../../diag/diagnostic.js';
import { Callable, PyObject, Undefined, type Value } from '../../value/types.js';
import type { CompiledBlock } from '../compile/program.js';
import type { RenderContext } from './context.js';
import type { Unit } from './unit.js';

interface Entry {
  readonly block: CompiledBlock;
  readonly unit: Unit;
}

/** The blocks of a template and its parents; for each name the most derived one first. */
export class BlockTable {
  private readonly entries = new Map<string, Entry[]>();

  /** Adds the blocks of a template; children come before their parents. */
  add(unit: Unit): void {
    for (const [name, block] of Object.entries(unit.program.blocks)) {
      const known = this.entries.get(name);
      if (known) known.push({ block, unit });
      else this.entries.set(name, [{ block, unit }]);
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  run(name: string, depth: number, context: RenderContext): Value {
    const { block, unit } = this.entries.get(name)![depth]!;
    if (block.required && depth === 0) fail('template-error', `Required block '${name}' not found`);
    return block.run(context, unit, depth);
  }

  /** The value of `super` in a block: callable, and `super.super` goes further up. */
  super(name: string, depth: number, context: RenderContext): Value {
    if (!this.entries.get(name)?.[depth]) {
      return new Undefined('super', `there is no parent block called '${name}'.`);
    }
    return new SuperReference(name, depth, context);
  }
}

class SuperReference extends Callable {
  constructor(
    name: string,
    private readonly depth: number,
    private readonly context: RenderContext,
  ) {
    super(name, () => context.blocks.run(name, depth, context));
  }
  override pyAttribute(name: string): Value | undefined {
    return name === 'super' ? this.context.blocks.super(this.name, this.depth + 1, this.context) : undefined;
  }
}

/** `self`: the blocks of the template as callables. */
export class SelfReference extends PyObject {
  readonly pyType = 'jinja2.runtime.TemplateReference';
  constructor(private readonly context: RenderContext) {
    super();
  }
  pyRepr(): string {
    return '<TemplateReference None>';
  }
  override pyAttribute(name: string): Value | undefined {
    if (!this.context.blocks.has(name)) return undefined;
    return new Callable(name, () => this.context.blocks.run(name, 0, this.context));
  }
}
