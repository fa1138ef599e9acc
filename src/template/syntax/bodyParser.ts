import { closest } from '../../diag/suggest.js';
import { pyRepr } from '../../value/repr.js';
import { node } from '../nunjucks.js';
import type { Body, Expr, Statement } from './ast.js';
import { TargetParser } from './targetParser.js';
import type { Token } from './token.js';
import { describe } from './tokenParser.js';

const deepest = 100;

/** The tags of a template and the bodies between them. `parseStatement` is nunjucks' dispatch replaced by a look-up. */
export abstract class BodyParser extends TargetParser {
  private nesting = 0;
  /** Tags whose end is still to come, and the tags that may end each body. */
  private readonly open: string[] = [];
  private readonly expectedEnds: (readonly string[])[] = [];

  /** Parses the rest of a tag of this name; undefined when there is no such tag. */
  protected abstract ruleOf(tag: string): ((at: Token) => Statement) | undefined;

  protected abstract tagNames(): Iterable<string>;

  /** A whole template. */
  parseTemplate(): Body {
    const body = this.parse();
    const rest = this.peekToken();
    return rest.type === 'eof' ? body : this.failAt(rest, `unexpected ${describe(rest)}`);
  }

  /** A bare expression that fills the whole text. */
  parseBare(): Expr {
    const expr = this.parseTuple();
    const rest = this.peekToken();
    if (rest.type !== 'eof') this.failAt(rest, `unexpected ${describe(rest)} after the expression`);
    return expr;
  }

  /** Statements up to the end, or up to a tag named in `breakOnBlocks`, whose name is the next token. */
  override parse(): Body {
    const children: Statement[] = [];
    const start = this.peekToken();
    for (;;) {
      const token = this.nextToken();
      if (token.type === 'eof') break;
      if (token.type === 'data') children.push(node('TemplateData', token, { value: token.value }));
      else if (token.type === 'variable-start') children.push(this.parsePrint(token));
      else {
        const statement = this.parseStatement();
        if (!statement) break;
        children.push(statement);
      }
    }
    return node('NodeList', start, { children });
  }

  private parsePrint(at: Token): Statement {
    const expr = this.parseTuple();
    this.expectEnd('variable-end');
    return node('Print', at, { expr });
  }

  private parseStatement(): Statement | undefined {
    const tag = this.peekToken();
    if (tag.type !== 'symbol') this.failAt(tag, 'tag name expected');
    if (this.breakOnBlocks?.includes(tag.value)) return undefined;
    const rule = this.ruleOf(tag.value);
    if (!rule) return this.failUnknown(tag);
    if (++this.nesting > deepest) this.failAt(tag, 'the tags are nested too deeply');
    this.nextToken();
    this.open.push(tag.value);
    const statement = rule(tag);
    this.open.pop();
    this.nesting--;
    this.expectEnd('block-end');
    return statement;
  }

  private failUnknown(tag: Token): never {
    const extension = ({ do: 'do', break: 'loopcontrols', continue: 'loopcontrols' } as const)[tag.value];
    const match = closest(tag.value, [...this.tagNames(), ...(this.breakOnBlocks ?? [])]);
    const fix = extension
      ? `add jinja2.ext.${extension} to jinja2_extensions in the configuration`
      : match && `did you mean "${match}"?`;
    return this.failAt(tag, this.unexpectedTag(tag.value), fix);
  }

  /** Jinja2's sentences about a tag that has no meaning here, or about the end of the text (no name). */
  private unexpectedTag(name: string | undefined): string {
    const sentences = [
      name === undefined ? 'Unexpected end of template.' : `Encountered unknown tag ${pyRepr(name)}.`,
    ];
    const wanted = this.expectedEnds.at(-1)?.map(pyRepr).join(' or ');
    if (wanted !== undefined) {
      const misplaced = name !== undefined && this.expectedEnds.some((ends) => ends.includes(name));
      sentences.push(
        misplaced
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${wanted}.`
          : `Jinja was looking for the following tags: ${wanted}.`,
      );
    }
    const innermost = this.open.at(-1);
    if (innermost !== undefined) {
      sentences.push(`The innermost block that needs to be closed is ${pyRepr(innermost)}.`);
    }
    return sentences.join(' ');
  }

  /** The body of the tag begun at `open`, up to one of the `ends`; returns it with the end's name consumed. */
  parseBody(open: Token, ...ends: string[]): { body: Body; end: string } {
    this.skipOperator(':');
    this.expectEnd('block-end');
    this.expectedEnds.push(ends);
    const body = this.parseUntilBlocks(...ends) as Body;
    const end = this.nextToken();
    if (end.type === 'eof') this.failAt(open, this.unexpectedTag(undefined));
    this.expectedEnds.pop();
    return { body, end: end.value };
  }
}
