import type { For, LookupVal } from '../syntax/ast.js';
import { mentions, targetNames, walk } from '../syntax/walk.js';
import type { Frame } from './frame.js';
import { StatementCompiler } from './statementCompiler.js';

/** Properties of `loop` that are read without a look-up by name. */
const direct: ReadonlySet<string> = new Set([
  'index',
  'index0',
  'first',
  'last',
  'length',
  'revindex',
  'revindex0',
]);

/** Generates JS for loops: a plain `for … of` where the template does not ask for `loop`. */
export class TemplateCompiler extends StatementCompiler {
  private readonly loops = new Set<string>();

  compileFor(node: For, frame: Frame): void {
    if (node.recursive) this.compileRecursive(node, frame);
    else if (this.needsLoop(node)) this.compileExtended(node, frame, this.source(node, frame), '0', 'null');
    else this.compilePlain(node, frame);
  }

  private needsLoop(node: For): boolean {
    if (mentions(node.body, new Set(['loop']))) return true;
    let scoped = false;
    walk(node.body, (child) => {
      if (child.typename === 'Block' && child.scoped) scoped = true;
      return undefined;
    });
    return scoped;
  }

  private source(node: For, frame: Frame): string {
    return `iterate(${this.code(node.arr, frame)}, ${this.place(node.arr)})`;
  }

  private compilePlain(node: For, frame: Frame): void {
    const item = this._tmpid();
    const empty = node.else_ ? this._tmpid() : undefined;
    if (empty) this._emitLine(`let ${empty} = true;`);
    this._emitLine(`for (const ${item} of ${this.source(node, frame)}) {`);
    const inner = this.bind(node, frame, item);
    if (node.test) this._emitLine(`if (!${this.truth(node.test, inner)}) continue;`);
    if (empty) this._emitLine(`${empty} = false;`);
    this.compileInner(node.body, inner);
    this._emitLine('}');
    if (empty) this.compileElse(node, frame, empty);
  }

  /** Declares and assigns the targets of one round. */
  private bind(node: For, frame: Frame, item: string): Frame {
    const inner = frame.inner({ inLoop: true });
    for (const name of targetNames(node.target))
      this._emitLine(`let ${inner.declare(name, this._tmpid(), true).id};`);
    this.assign(node.target, item, inner, this.place(node.target));
    return inner;
  }

  private compileElse(node: For, frame: Frame, condition: string): void {
    this._emitLine(`if (${condition}) {`);
    this.compileInner(node.else_!, frame.inner());
    this._emitLine('}');
  }

  private compileExtended(node: For, frame: Frame, source: string, depth: string, recurse: string): void {
    const loop = this._tmpid();
    this.loops.add(loop);
    this._emitLine(`const ${loop} = new Loop(${this.filtered(node, frame, source)}, ${depth}, ${recurse});`);
    this._emitLine(`while (${loop}.advance()) {`);
    const scope = frame.inner();
    scope.declare('loop', loop, true);
    this.compileInner(node.body, this.bind(node, scope, `${loop}.item`));
    this._emitLine('}');
    if (node.else_) this.compileElse(node, frame, `${loop}.length === 0`);
  }

  private filtered(node: For, frame: Frame, source: string): string {
    if (!node.test) return source;
    const item = this._tmpid();
    const kept = this._tmpid();
    this._emitLine(`const ${kept} = []; for (const ${item} of ${source}) {`);
    const inner = this.bind(node, frame, item);
    this._emitLine(`if (${this.truth(node.test, inner)}) ${kept}.push(${item}); }`);
    return kept;
  }

  private compileRecursive(node: For, frame: Frame): void {
    const recurse = this._tmpid();
    this._emit(`const ${recurse} = `);
    this.emitFunction('(items, depth)', () => {
      const source = `iterate(items, ${this.place(node.arr)})`;
      this.compileExtended(node, frame.closure(), source, 'depth', recurse);
    });
    this._emitLine(';');
    this.output(frame, `${recurse}(${this.code(node.arr, frame)}, 0), ${this.place(node)}`);
  }

  override compileLookupVal(node: LookupVal, frame: Frame): void {
    const loop =
      node.target.typename === 'Symbol' && node.target.value === 'loop' ? frame.lookup('loop') : undefined;
    const name = node.val.typename === 'Literal' && node.attribute ? node.val.value : undefined;
    if (loop && this.loops.has(loop.id) && typeof name === 'string' && direct.has(name)) {
      this._emit(`${loop.id}.${name}`);
    } else super.compileLookupVal(node, frame);
  }
}
