import type {
  Autoescape,
  Block,
  Body,
  CallBlock,
  Do,
  Expr,
  Extends,
  FilterBlock,
  FromImport,
  If,
  Import,
  Include,
  LoopControl,
  Macro,
  Parameter,
  SetBlock,
  SetStatement,
  With,
} from '../syntax/ast.js';
import { SyntaxFault } from '../syntax/syntaxFault.js';
import { mentions, targetNames, walk } from '../syntax/walk.js';
import { Frame } from './frame.js';
import { OutputCompiler } from './outputCompiler.js';

/** Generates JS for statements; loops are in the subclass. */
export class StatementCompiler extends OutputCompiler {
  private readonly blocks: Block[] = [];

  /** Code of a function body that returns `{ root, blocks }`. */
  compileTemplate(body: Body): string {
    walk(body, (node) => {
      if (node.typename === 'Extends') this.hasParent = true;
      if (node.typename === 'Block') this.addBlock(node);
      return undefined;
    });
    this._emit('return { root: ');
    this.emitFunction('(c, u)', () => {
      const frame = new Frame(undefined, true, false);
      if (this.hasParent) this._emitLine('let parent = null;');
      this.declareAssigned(body, frame);
      this.compile(body, frame);
      if (this.hasParent) {
        this._emitLine('if (parent !== null) {');
        this.output(frame.inner(), 'parent.render(c)');
        this._emitLine('}');
      }
    });
    this._emitLine(', blocks: {');
    for (const block of this.blocks) this.emitBlock(block);
    this._emit('} };');
    return this.getCode();
  }

  /** Code of a function body that returns the value of one expression. */
  compileBare(expr: Expr): string {
    this._emit('return { root: ');
    this.emitFunction('(c, u)', () => {
      const value = this.code(expr, new Frame(undefined, true, false));
      this._emitLine(`return ${value};`);
    });
    this._emit(', blocks: {} };');
    return this.getCode();
  }

  private addBlock(block: Block): void {
    if (this.blocks.some(({ name }) => name === block.name)) {
      throw new SyntaxFault(`block '${block.name}' defined twice`, block.lineno, block.colno);
    }
    this.blocks.push(block);
  }

  private emitBlock(block: Block): void {
    this._emit(`${JSON.stringify(block.name)}: { required: ${block.required}, run: `);
    this.emitFunction('(c, u, depth)', () => {
      const frame = new Frame(undefined, false, false);
      if (mentions(block.body, new Set(['super']))) {
        const { id } = frame.declare('super', this._tmpid(), true);
        this._emitLine(`const ${id} = c.superBlock(${JSON.stringify(block.name)}, depth);`);
      }
      this.declareAssigned(block.body, frame);
      this.compile(block.body, frame);
    });
    this._emitLine('},');
  }

  compileIf(node: If, frame: Frame): void {
    this._emitLine(`if (${this.truth(node.cond, frame)}) {`);
    frame.branches++;
    this.compile(node.body, frame);
    if (node.else_) {
      this._emitLine('} else {');
      this.compile(node.else_, frame);
    }
    frame.branches--;
    this._emitLine('}');
  }

  compileSet(node: SetStatement, frame: Frame): void {
    this.assign(node.target, this.code(node.value, frame), frame, this.place(node.value));
  }

  compileSetBlock(node: SetBlock, frame: Frame): void {
    this.compileCapture(node.capture.id, node.body, frame);
    this.assign(node.target, this.code(node.filter, frame), frame, this.place(node));
  }

  compileFilterBlock(node: FilterBlock, frame: Frame): void {
    this._emitLine('{');
    this.compileCapture(node.capture.id, node.body, frame);
    this.output(frame, `${this.code(node.filter, frame)}, ${this.place(node)}`);
    this._emitLine('}');
  }

  /** Runs the body with a buffer of its own; its text becomes the constant `id`. */
  private compileCapture(id: string, body: Body, frame: Frame): void {
    const outer = this.buffer;
    this.buffer = this._tmpid();
    this._emitLine(`let ${this.buffer} = ${this.empty()}; {`);
    this.compileInner(body, frame.inner());
    const text = this.captured(this.buffer);
    this._emitLine(`} const ${id} = ${this.autoescape === 'none' ? text : `c.marked(${text})`};`);
    this.buffer = outer;
  }

  compileWith(node: With, frame: Frame): void {
    this._emitLine('{');
    const inner = frame.inner();
    const values = node.bindings.map(({ target, value }) => {
      const id = this._tmpid();
      this._emitLine(`const ${id} = ${this.code(value, frame)};`);
      return { target, id, place: this.place(value) };
    });
    for (const { target, id, place } of values) {
      for (const name of targetNames(target))
        this._emitLine(`let ${inner.declare(name, this._tmpid(), true).id};`);
      this.assign(target, id, inner, place);
    }
    this.compileInner(node.body, inner);
    this._emitLine('}');
  }

  /** Printing does not escape, as in Ansible; what the block captures, joins and calls is Markup. */
  compileAutoescape(node: Autoescape, frame: Frame): void {
    const { value } = node;
    const outer = this.autoescape;
    if (value.typename !== 'Literal') this.autoescape = 'computed';
    else this.autoescape = value.value === true ? 'constant' : 'none';
    const kept = this._tmpid();
    this._emitLine(`{ const ${kept} = c.escaping; c.escaping = ${this.truth(value, frame)}; try {`);
    this.compileInner(node.body, frame.inner());
    this._emitLine(`} finally { c.escaping = ${kept}; } }`);
    this.autoescape = outer;
  }

  compileMacro(node: Macro, frame: Frame): void {
    const { id } = frame.own(node.name)!;
    this._emit(`${id} = `);
    this.emitMacro(node.name, node.params, node.body, frame);
    this._emitLine(';');
    this.exportVariable(node.name, frame);
  }

  compileCallBlock(node: CallBlock, frame: Frame): void {
    const caller = this._tmpid();
    this._emit(`{ const ${caller} = `);
    this.emitMacro(null, node.params, node.body, frame);
    this._emitLine(';');
    const { name, args } = node.call;
    const callArgs = this.args(args, frame, `["caller", ${caller}]`);
    this.output(frame, `call(${this.code(name, frame)}, ${callArgs}, ${this.place(name)})`);
    this._emitLine('}');
  }

  /** `macro(name, parameters, flags, function)`: an expression. */
  private emitMacro(name: string | null, params: readonly Parameter[], body: Body, frame: Frame): void {
    const uses = (word: string): boolean => mentions([body, params], new Set([word]));
    const names = JSON.stringify(params.map((param) => param.name));
    const flags = { varargs: uses('varargs'), kwargs: uses('kwargs'), caller: uses('caller') };
    this._emit(`macro(${JSON.stringify(name)}, ${names}, ${JSON.stringify(flags)}, `);
    this.emitFunction(
      '(given, varargs, kwargs, caller)',
      () => {
        const inner = frame.closure();
        for (const word of ['varargs', 'kwargs', 'caller']) inner.declare(word, word, true);
        params.forEach((param, i) => {
          const fallback = param.default
            ? this.code(param.default, inner)
            : `missingArgument(${JSON.stringify(param.name)})`;
          const { id } = inner.declare(param.name, this._tmpid(), true);
          this._emitLine(`let ${id} = given[${i}]; if (${id} === undefined) ${id} = ${fallback};`);
        });
        this.compileInner(body, inner);
      },
      true,
    );
    this._emit(')');
  }

  /** A Map of all local variables, for templates that are included or imported with the context. */
  private locals(frame: Frame): string {
    const pairs = [...frame.visible()].map(([name, { id }]) => `[${JSON.stringify(name)}, ${id}]`);
    return `new Map([${pairs.join(', ')}])`;
  }

  compileInclude(node: Include, frame: Frame): void {
    const template = this.code(node.template, frame);
    const locals = node.withContext ? this.locals(frame) : 'null';
    this.output(frame, `c.include(${template}, u, ${node.ignoreMissing}, ${locals}, ${this.place(node)})`);
  }

  compileImport(node: Import, frame: Frame): void {
    this._emitLine(`${frame.own(node.target)!.id} = ${this.imported(node, frame)};`);
    this.exportVariable(node.target, frame);
  }

  compileFromImport(node: FromImport, frame: Frame): void {
    const module = this._tmpid();
    this._emitLine(`const ${module} = ${this.imported(node, frame)};`);
    for (const { name, alias } of node.names) {
      this._emitLine(
        `${frame.own(alias)!.id} = ${module}.member(${JSON.stringify(name)}, ${node.lineno + 1});`,
      );
      this.exportVariable(alias, frame);
    }
  }

  private imported(node: Import | FromImport, frame: Frame): string {
    const locals = node.withContext ? this.locals(frame) : 'null';
    return `c.importTemplate(${this.code(node.template, frame)}, u, ${locals}, ${this.place(node)})`;
  }

  compileExtends(node: Extends, frame: Frame): void {
    this._emitLine(`parent = c.extend(${this.code(node.template, frame)}, u, parent, ${this.place(node)});`);
  }

  compileBlock(node: Block, frame: Frame): void {
    const locals = node.scoped ? this.locals(frame) : 'null';
    this.output(frame, `c.block(${JSON.stringify(node.name)}, ${locals}, ${this.place(node)})`);
  }

  compileDo(node: Do, frame: Frame): void {
    this._emitLine(`${this.code(node.expr, frame)};`);
  }

  compileBreak(node: LoopControl, frame: Frame): void {
    this.leaveLoop('break', node, frame);
  }
  compileContinue(node: LoopControl, frame: Frame): void {
    this.leaveLoop('continue', node, frame);
  }

  private leaveLoop(word: 'break' | 'continue', node: LoopControl, frame: Frame): void {
    if (!frame.inLoop) throw new SyntaxFault(`"${word}" outside of a loop`, node.lineno, node.colno);
    this._emitLine(`${word};`);
  }
}
