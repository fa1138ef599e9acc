import { lastPart } from '../../value/pluginName.js';
import { node } from '../nunjucks.js';
import type { At, Body, Captured, Expr, If, Statement, Target } from './ast.js';
import { BodyParser } from './bodyParser.js';
import type { Lexer } from './lexer.js';
import type { Token } from './token.js';

type Rule = (parser: StatementParser, at: Token) => Statement;

/** Jinja2's statements. */
export class StatementParser extends BodyParser {
  private captures = 0;
  private readonly rules: ReadonlyMap<string, Rule>;

  constructor(lexer: Lexer, extensions: readonly string[]) {
    super(lexer);
    this.rules = rulesFor(extensions);
  }

  protected ruleOf(tag: string): ((at: Token) => Statement) | undefined {
    const rule = this.rules.get(tag);
    return rule && ((at) => rule(this, at));
  }

  protected tagNames(): Iterable<string> {
    return this.rules.keys();
  }

  parseIf(at: Token): If {
    const cond = this.parseTuple({ withInlineIf: false });
    const { body, end } = this.parseBody(at, 'elif', 'else', 'endif');
    let else_: Body | If | null = null;
    if (end === 'elif') else_ = this.parseIf(at);
    else if (end === 'else') else_ = this.parseBody(at, 'endif').body;
    return node('If', at, { cond, body, else_ });
  }

  parseFor(at: Token): Statement {
    const target = this.parseTarget();
    this.expectWord('in');
    const arr = this.parseTuple({ withInlineIf: false });
    const test = this.skipSymbol('if') ? this.parseExpression() : null;
    const recursive = this.skipSymbol('recursive');
    const { body, end } = this.parseBody(at, 'endfor', 'else');
    const else_ = end === 'else' ? this.parseBody(at, 'endfor').body : null;
    return node('For', at, { target, arr, test, recursive, body, else_ });
  }

  parseSet(at: Token): Statement {
    const target = this.parseTarget(true);
    if (this.skipOperator('=')) return node('Set', at, { target, value: this.parseTuple() });
    const capture = this.capture(at);
    const filter = this.parseFilters(capture);
    return node('SetBlock', at, { target, filter, capture, body: this.parseBody(at, 'endset').body });
  }

  parseFilterBlock(at: Token): Statement {
    const capture = this.capture(at);
    const filter = this.parseFilters(this.parseFilter(capture));
    return node('FilterBlock', at, { filter, capture, body: this.parseBody(at, 'endfilter').body });
  }

  private parseFilters(input: Expr): Expr {
    let filter = input;
    while (this.skipOperator('|')) filter = this.parseFilter(filter);
    return filter;
  }

  private capture(at: At): Captured {
    return node('Captured', at, { id: `captured_${++this.captures}` });
  }

  parseMacro(at: Token): Statement {
    const { value: name } = this.parseName();
    const params = this.parseSignature();
    return node('Macro', at, { name, params, body: this.parseBody(at, 'endmacro').body });
  }

  parseCallBlock(at: Token): Statement {
    const next = this.peekToken();
    const params = next.type === 'operator' && next.value === '(' ? this.parseSignature() : [];
    const call = this.parseExpression();
    if (call.typename !== 'FunCall') this.failAt(at, 'expected call');
    return node('CallBlock', at, { call, params, body: this.parseBody(at, 'endcall').body });
  }

  parseWith(at: Token): Statement {
    const bindings: { target: Target; value: Expr }[] = [];
    while (this.peekToken().type !== 'block-end') {
      if (bindings.length > 0) this.expectOperator(',');
      const target = this.parseTarget();
      this.expectOperator('=');
      bindings.push({ target, value: this.parseExpression() });
    }
    return node('With', at, { bindings, body: this.parseBody(at, 'endwith').body });
  }

  parseAutoescape(at: Token): Statement {
    const value = this.parseExpression();
    return node('Autoescape', at, { value, body: this.parseBody(at, 'endautoescape').body });
  }

  parseInclude(at: Token): Statement {
    const template = this.parseExpression();
    const ignoreMissing = this.skipWords('ignore', 'missing');
    return node('Include', at, { template, ignoreMissing, withContext: this.parseContext() ?? true });
  }

  parseImport(at: Token): Statement {
    const template = this.parseExpression();
    this.expectWord('as');
    const { value: target } = this.parseName();
    return node('Import', at, { template, target, withContext: this.parseContext() ?? false });
  }

  parseFromImport(at: Token): Statement {
    const template = this.parseExpression();
    this.expectWord('import');
    const names: { name: string; alias: string }[] = [];
    let context: boolean | undefined;
    for (;;) {
      context = this.parseContext();
      if (context !== undefined) break;
      const name = this.parseName();
      if (name.value.startsWith('_')) {
        this.failAt(name, 'names starting with an underline can not be imported');
      }
      names.push({ name: name.value, alias: this.skipSymbol('as') ? this.parseName().value : name.value });
      context = this.parseContext();
      if (context !== undefined || !this.skipOperator(',')) break;
    }
    return node('FromImport', at, { template, names, withContext: context ?? false });
  }

  private parseContext(): boolean | undefined {
    if (this.skipWords('with', 'context')) return true;
    return this.skipWords('without', 'context') ? false : undefined;
  }

  parseBlock(at: Token): Statement {
    const { value: name } = this.expectName();
    const scoped = this.skipSymbol('scoped');
    const required = this.skipSymbol('required');
    if (this.atOperator('-')) {
      this.fail(
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      );
    }
    const { body } = this.parseBody(at, 'endblock');
    if (
      required &&
      body.children.some((child) => child.typename !== 'TemplateData' || child.value.trim() !== '')
    ) {
      this.fail('Required blocks can only contain comments or whitespace');
    }
    this.skipSymbol(name);
    return node('Block', at, { name, scoped, required, body });
  }

  parseExtends(at: Token): Statement {
    return node('Extends', at, { template: this.parseExpression() });
  }

  /** The old `print` tag: its expressions one after the other. */
  parsePrintTag(at: Token): Statement {
    const children: Statement[] = [];
    while (this.peekToken().type !== 'block-end') {
      if (children.length > 0) this.expectOperator(',');
      children.push(node('Print', at, { expr: this.parseExpression() }));
    }
    return node('NodeList', at, { children });
  }

  parseDo(at: Token): Statement {
    return node('Do', at, { expr: this.parseTuple() });
  }
}

const core: readonly (readonly [string, Rule])[] = [
  ['if', (parser, at) => parser.parseIf(at)],
  ['for', (parser, at) => parser.parseFor(at)],
  ['set', (parser, at) => parser.parseSet(at)],
  ['filter', (parser, at) => parser.parseFilterBlock(at)],
  ['macro', (parser, at) => parser.parseMacro(at)],
  ['call', (parser, at) => parser.parseCallBlock(at)],
  ['with', (parser, at) => parser.parseWith(at)],
  ['autoescape', (parser, at) => parser.parseAutoescape(at)],
  ['include', (parser, at) => parser.parseInclude(at)],
  ['import', (parser, at) => parser.parseImport(at)],
  ['from', (parser, at) => parser.parseFromImport(at)],
  ['block', (parser, at) => parser.parseBlock(at)],
  ['print', (parser, at) => parser.parsePrintTag(at)],
  ['extends', (parser, at) => parser.parseExtends(at)],
];

function rulesFor(extensions: readonly string[]): Map<string, Rule> {
  const rules = new Map(core);
  const enabled = new Set(extensions.map((name) => lastPart(name)));
  if (enabled.has('do')) rules.set('do', (parser, at) => parser.parseDo(at));
  if (enabled.has('loopcontrols')) {
    rules.set('break', (_, at) => node('Break', at, {}));
    rules.set('continue', (_, at) => node('Continue', at, {}));
  }
  return rules;
}
