import type { Body, Expr, Print, Target, TemplateData } from '../syntax/ast.js';
import { assignedNames } from '../syntax/walk.js';
import { blankNames } from './assignment.js';
import { ExpressionCompiler } from './expressionCompiler.js';
import type { Frame } from './frame.js';
import { keepsText } from './keptText.js';

/** What a template's output is: text, or the printed values kept apart until the end (for result types). */
export type Flavor = 'text' | 'values';

/** Generates JS for functions, their output and their variables. */
export class OutputCompiler extends ExpressionCompiler {
  protected hasParent = false;

  constructor(protected readonly flavor: Flavor) {
    super(null, true);
  }

  /**
   * An arrow function with its own output buffer, place variable and error handling. `marks`: its text is Markup
   * where it is called inside an `autoescape` block.
   */
  protected emitFunction(params: string, body: () => void, marks = false): void {
    const outer = { buffer: this.buffer, temporaries: this.temporaries };
    this.temporaries = [];
    this._emitLine(`${params} => { let p = 0;`);
    const declarations = this.codebuf.length;
    this._emitLine('');
    this.buffer = this._tmpid();
    this._emitLine(`let ${this.buffer} = ${this.empty()}; try {`);
    body();
    const result = this.captured(this.buffer);
    this._emitLine(`return ${marks ? `c.marked(${result})` : result};`);
    this._emitLine('} catch (error) { throw c.fault(error, u, p); } }');
    if (this.temporaries.length > 0) this.codebuf[declarations] = `let ${this.temporaries.join(', ')};\n`;
    this.buffer = outer.buffer;
    this.temporaries = outer.temporaries;
  }

  protected empty(): string {
    return this.flavor === 'text' ? '""' : '[]';
  }

  /** The result of a finished buffer. */
  protected captured(buffer: string): string {
    return this.flavor === 'text' ? buffer : `c.concat(${buffer})`;
  }

  /** Appends code of a text to the output; at the top of a child template only blocks have output. */
  protected output(frame: Frame, code: string, isText = false): void {
    const guard = this.hasParent && frame.topLevel ? 'if (parent === null) ' : '';
    if (this.flavor === 'text')
      this._emitLine(`${guard}${this.buffer} += ${isText ? code : `c.text(${code})`};`);
    else this._emitLine(`${guard}${this.buffer}.push(${isText ? code : `c.printed(${code})`});`);
  }

  compileTemplateData(node: TemplateData, frame: Frame): void {
    this.output(frame, JSON.stringify(node.value), true);
  }

  compilePrint(node: Print, frame: Frame): void {
    this.output(frame, `${this.printedValue(node.expr, frame)}, ${this.place(node.expr)}`);
  }

  /** The value to print; text of string filters is marked as such. */
  private printedValue(expr: Expr, frame: Frame): string {
    if (this.flavor === 'text') return this.code(expr, frame);
    const kept = keepsText(expr);
    if (kept) return `c.keptText(${this.code(expr, frame)}, ${kept === 'always'})`;
    if (expr.typename === 'InlineIf' && expr.else_) {
      const cond = this.truth(expr.cond, frame);
      return `(${cond} ? ${this.printedValue(expr.body, frame)} : ${this.printedValue(expr.else_, frame)})`;
    }
    if (expr.typename === 'Symbol' && !frame.lookup(expr.value)) {
      return `c.variable(${JSON.stringify(expr.value)}, ${this.place(expr)}, u)`;
    }
    return this.code(expr, frame);
  }

  /** Declares the variables that the body assigns; until then they have the value from outside. */
  protected declareAssigned(body: Body, frame: Frame): void {
    const blank = blankNames(body);
    for (const name of assignedNames(body.children)) {
      if (frame.own(name)) continue;
      const outer = frame.parent?.lookup(name);
      const isBlank = outer ? outer.blank : blank.has(name);
      const { id } = frame.declare(name, this._tmpid(), outer?.definite ?? false, isBlank);
      this._emitLine(`let ${id}${outer ? ` = ${outer.id}` : ''};`);
    }
  }

  /** A body in a scope of its own. */
  protected compileInner(body: Body, frame: Frame): void {
    this.declareAssigned(body, frame);
    this.compile(body, frame);
  }

  /** Code that gives `value` to a target. */
  protected assign(target: Target, value: string, frame: Frame, place: string): void {
    if (target.typename === 'NamespaceRef') {
      const holder = frame.lookup(target.name)?.id ?? `c.get(${JSON.stringify(target.name)}, ${place}, u)`;
      this._emitLine(`setAttribute(${holder}, ${JSON.stringify(target.attribute)}, ${value}, ${place});`);
    } else if (target.typename === 'TargetTuple') {
      const items = this._tmpid();
      this._emitLine(`const ${items} = unpack(${value}, ${target.children.length}, ${place});`);
      for (const [i, child] of target.children.entries()) this.assign(child, `${items}[${i}]`, frame, place);
    } else {
      const local = frame.own(target.value)!;
      this._emitLine(`${local.id} = ${value};`);
      this.exportVariable(target.value, frame);
    }
  }

  protected exportVariable(name: string, frame: Frame): void {
    frame.assigned(name);
    if (frame.topLevel) this._emitLine(`c.set(${JSON.stringify(name)}, ${frame.own(name)!.id});`);
  }
}
