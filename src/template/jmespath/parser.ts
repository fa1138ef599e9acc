import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import { jmespathError } from './fault.js';
import { callFunction, Reference } from './functions.js';
import { type Token, tokenize } from './lexer.js';
import * as steps from './steps.js';

/** A compiled expression: its value for a document. */
export type Step = (current: Value) => Value;

const powers: Readonly<Record<string, number>> = {
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
};
/** Tokens that bind weaker than this end a projection. */
const projectionStop = 10;

/**
 * Compiles a JMESPath expression by operator precedence. Throws an AnsibleError for a syntax error. The libraries for
 * JS answer in plain objects and numbers, which lose what users would see: floats such as 2.0, big ints, the order of
 * keys such as "10", and the error texts of the library in Python.
 */
export function compileJmespath(text: string): Step {
  return new Parser(text).parse();
}

class Parser {
  private readonly tokens: readonly Token[];
  private index = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  parse(): Step {
    const step = this.expression(0);
    if (this.kind !== 'end') this.unexpected();
    return step;
  }

  private get kind(): string {
    return this.tokens[this.index]!.kind;
  }

  private next(): Token {
    const token = this.tokens[this.index]!;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  private expect(kind: string): Token {
    if (this.kind !== kind) this.unexpected();
    return this.next();
  }

  private take(kind: string): boolean {
    if (this.kind !== kind) return false;
    this.next();
    return true;
  }

  private unexpected(): never {
    const { kind, value, at } = this.tokens[this.index]!;
    if (kind === 'end')
      return jmespathError(`Invalid jmespath expression: Incomplete expression:\n"${this.text}"`);
    return jmespathError(
      `Invalid jmespath expression: Parse error at column ${at}, token "${pyStr(value)}", for expression:\n"${this.text}"`,
    );
  }

  private expression(power: number): Step {
    let left = this.prefix();
    while ((powers[this.kind] ?? 0) > power) left = this.infix(left);
    return left;
  }

  private prefix(): Step {
    const { kind, value } = this.next();
    switch (kind) {
      case 'literal':
        return () => value;
      case 'identifier':
        return this.kind === '(' ? this.call(String(value)) : steps.field(String(value));
      case 'quoted':
        if (this.kind === '(') this.unexpected();
        return steps.field(String(value));
      case '@':
        return (current) => current;
      case '*':
        return steps.valueProjection((current) => current, this.projected(powers['*']!));
      case '!':
        return steps.not(this.expression(powers['!']!));
      case '&': {
        const step = this.expression(0);
        return () => new Reference(step);
      }
      case '(': {
        const step = this.expression(0);
        this.expect(')');
        return step;
      }
      case '{':
        return this.hash();
      case '[?':
        return this.filter((current) => current);
      case '[]':
        return steps.projection(
          steps.flatten((current) => current),
          this.projected(powers['[]']!),
        );
      case '[':
        return this.bracket();
      default:
        this.index = Math.max(0, this.index - (kind === 'end' ? 0 : 1));
        return this.unexpected();
    }
  }

  private infix(left: Step): Step {
    const { kind } = this.next();
    switch (kind) {
      case '.':
        if (this.take('*')) return steps.valueProjection(left, this.projected(powers['*']!));
        return steps.chain(left, this.afterDot(powers['.']!));
      case '|':
        return steps.chain(left, this.expression(powers['|']!));
      case '||':
        return steps.either(left, this.expression(powers['||']!));
      case '&&':
        return steps.both(left, this.expression(powers['&&']!));
      case '[?':
        return this.filter(left);
      case '[]':
        return steps.projection(steps.flatten(left), this.projected(powers['[]']!));
      case '[':
        return this.subscript(left);
      case '(':
      case '{':
      case '!':
      case '*':
        this.index--;
        return this.unexpected();
      default:
        return steps.comparison(kind, left, this.expression(powers[kind]!));
    }
  }

  /** A `[` at the start of an expression: a subscript of the current value, or a list of expressions. */
  private bracket(): Step {
    const star = this.kind === '*' && this.tokens[this.index + 1]?.kind === ']';
    if (star || this.kind === 'number' || this.kind === ':') return this.subscript((current) => current);
    return this.list();
  }

  private subscript(left: Step): Step {
    if (this.take('*')) {
      this.expect(']');
      return steps.projection(left, this.projected(powers['*']!));
    }
    const parts: (number | undefined)[] = [undefined];
    while (this.kind === 'number' || this.kind === ':') {
      if (this.take(':')) parts.push(undefined);
      else parts[parts.length - 1] = Number(this.next().value);
    }
    this.expect(']');
    if (parts.length > 3) this.unexpected();
    if (parts.length > 1) return steps.projection(steps.slice(left, parts), this.projected(powers['*']!));
    const [index] = parts;
    return index === undefined ? this.unexpected() : steps.element(left, index);
  }

  private filter(left: Step): Step {
    const condition = this.expression(0);
    this.expect(']');
    const rest: Step = this.kind === '[]' ? (current) => current : this.projected(powers['[?']!);
    return steps.filterProjection(left, condition, rest);
  }

  /** What a projection applies to each of its elements. */
  private projected(power: number): Step {
    if ((powers[this.kind] ?? 0) < projectionStop) return (current) => current;
    if (this.kind === '[' || this.kind === '[?') return this.continued(power);
    this.expect('.');
    if (this.kind === '*') return this.expression(power);
    return this.afterDot(power);
  }

  /** An expression that begins with a subscript of each element. */
  private continued(power: number): Step {
    let left = this.infix((current) => current);
    while ((powers[this.kind] ?? 0) > power) left = this.infix(left);
    return left;
  }

  private afterDot(power: number): Step {
    if (this.kind === 'identifier' || this.kind === 'quoted' || this.kind === '*')
      return this.expression(power);
    if (this.take('[')) return this.list();
    if (this.take('{')) return this.hash();
    return this.unexpected();
  }

  private list(): Step {
    const items = [this.expression(0)];
    while (this.take(',')) items.push(this.expression(0));
    this.expect(']');
    return (current) => (current === null ? null : items.map((item) => item(current)));
  }

  private hash(): Step {
    const entries: [string, Step][] = [];
    do {
      if (this.kind !== 'identifier' && this.kind !== 'quoted') this.unexpected();
      const name = String(this.next().value);
      this.expect(':');
      entries.push([name, this.expression(0)]);
    } while (this.take(','));
    this.expect('}');
    return steps.hash(entries);
  }

  private call(name: string): Step {
    this.expect('(');
    const args: Step[] = [];
    while (this.kind !== ')') {
      args.push(this.expression(0));
      if (!this.take(',')) break;
    }
    this.expect(')');
    return (current) =>
      callFunction(
        name,
        args.map((arg) => arg(current)),
      );
  }
}
