import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../diag/diagnostic.js';
import { Dict, Undefined, type Value } from '../value/types.js';
import { createTemplar } from './templar.js';
import type { Scope } from './types.js';

const values = new Map<string, Value>([
  ['x', 3],
  ['s', 'text'],
  ['l', [1, 'a', null]],
  ['d', Dict.of({ a: 1, items: 'k' })],
]);
const scope: Scope = {
  get: (name) => values.get(name),
  has: (name) => values.has(name),
  names: () => values.keys(),
};

/** Pieces of templates, so that random text gets past the first token. */
const piece = fc.constantFrom(
  ...'{{ }} {% %} {# #} {%- -%} {{- -}} {%+ if for endif endfor else elif in set endset macro endmacro call endcall'.split(
    ' ',
  ),
  ...'block endblock filter endfilter with endwith raw endraw include extends import from as not and or is do'.split(
    ' ',
  ),
  ...'( ) [ ] { } | . , : = == != < > <= >= + - * ** / // % ~ " \' \\ 1 2.5 1e3 0x 1_ .5'.split(' '),
  ...[
    'x',
    's',
    'l',
    'd',
    'nope',
    'loop',
    'upper',
    'default',
    'defined',
    '\n',
    ' ',
    '  ',
    'é',
    '\u2028',
    '\0',
    '\r\n',
  ],
);
const soup = fc.array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: fc.string() }), {
  maxLength: 40,
});
const expressions = soup.map((pieces) => pieces.join(' '));

describe('any text', () => {
  const templar = createTemplar({ extensions: ['jinja2.ext.do', 'jinja2.ext.loopcontrols'] });

  /** The work must return or throw a DiagnosticError whose finding stands in the file. */
  function survives(work: () => unknown): void {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(DiagnosticError);
      const [finding] = (error as DiagnosticError).diagnostics;
      expect(finding!.span).toMatchObject({ file: 'fuzz.j2' });
      expect(finding!.span!.line).toBeGreaterThan(0);
      expect(finding!.span!.col).toBeGreaterThan(0);
      expect((error as DiagnosticError).cause).not.toBeInstanceOf(TypeError);
    }
  }

  it('renders as a template file or is refused with a place', () => {
    const texts = fc.oneof(
      soup.map((pieces) => pieces.join('')),
      expressions,
      expressions.map((e) => `{{ ${e} }}`),
    );
    fc.assert(
      fc.property(texts, (text) => survives(() => templar.renderFile(text, scope, { file: 'fuzz.j2' }))),
      { numRuns: 3000 },
    );
  });

  it('resolves as a string of a YAML file or is refused with a place', () => {
    const at = { file: 'fuzz.j2', line: 7, col: 3 };
    fc.assert(
      fc.property(expressions, (text) => survives(() => templar.resolve(`{{ ${text} }}`, scope, { at }))),
      { numRuns: 2000 },
    );
  });

  it('evaluates as an expression or is refused with a place', () => {
    const at = { file: 'fuzz.j2', line: 7, col: 3 };
    fc.assert(
      fc.property(expressions, (text) =>
        survives(() => {
          const value = templar.evaluate(text, scope, at);
          if (!(value instanceof Undefined)) templar.condition(text, scope, at);
        }),
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses deep nesting instead of exhausting the stack', () => {
    const many = 50_000;
    const texts = [
      `{{ ${'('.repeat(many)}`,
      `{{ ${'not '.repeat(many)}x }}`,
      `{{ ${'-'.repeat(many)}1 }}`,
      `{{ 1${' + 1'.repeat(many)} + 'a' }}`,
      `{{ nope${'.a'.repeat(many)} }}`,
      `{% if x == 0 %}${'{% elif x == 1 %}'.repeat(many)}`,
      '{% for a in l %}'.repeat(many),
    ];
    for (const text of texts) {
      const render = () => templar.renderFile(text, scope, { file: 'fuzz.j2' });
      survives(render);
      expect(render).toThrow(DiagnosticError);
    }
  });
});
