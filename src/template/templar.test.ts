import { describe, expect, it } from 'vitest';
import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';
import { Dict, Undefined, Unsafe, type Value, Vaulted } from '../value/types.js';
import { setEntrySpan, setSpan } from '../yaml/spans.js';
import { createTemplar } from './templar.js';
import type { Scope, TemplarOptions } from './types.js';

/** A scope of sources that are resolved at each use; those named in `facts` are data of a host. */
function play(vars: Record<string, Value>, facts: Record<string, Value> = {}, options: TemplarOptions = {}) {
  const templar = createTemplar(options);
  const scope: Scope = {
    get: (name) =>
      name in facts ? facts[name] : name in vars ? templar.resolve(vars[name]!, scope) : undefined,
    has: (name) => name in facts || name in vars,
    names: () => [...Object.keys(vars), ...Object.keys(facts)],
    source: (name) => (name in facts ? undefined : vars[name]),
  };
  return { templar, scope };
}

function findingOf(work: () => unknown): Diagnostic {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0]!;
    throw error;
  }
  throw new Error('expected a DiagnosticError');
}

describe('errors in template files', () => {
  const { templar, scope } = play({
    hostname: 'h',
    d: Dict.of({ a: 1 }),
    l: [1],
    n: 4,
    lazy: '{{ hostnme }}',
  });
  const unclosedIf =
    "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.";
  const cases: [template: string, code: string, message: string, place: string, fix?: string][] = [
    ['a\nb {{ hostnme }}', 'undefined-variable', "'hostnme' is undefined", '2:6', 'did you mean "hostname"?'],
    [
      '{% for i in l %}\n  {{ i.x }}\n{% endfor %}',
      'undefined-variable',
      "'int object' has no attribute 'x'",
      '2:8',
    ],
    ['{{ d.a + d.b }}', 'undefined-variable', "'dict object' has no attribute 'b'", '1:12'],
    ['{% set x = l[4] %}\n{{ x + 1 }}', 'undefined-variable', 'list object has no element 4', '1:14'],
    ['{{ l | joinn }}', 'unknown-filter', "unknown filter 'joinn'", '1:8', 'did you mean "join"?'],
    ['{{ n is defned }}', 'unknown-test', "unknown test 'defned'", '1:9', 'did you mean "defined"?'],
    ["{{ lookup('fil') }}", 'unknown-lookup', "unknown lookup 'fil'", '1:4', 'did you mean "file"?'],
    ['{% for x in n %}{% endfor %}', 'template-error', "'int' object is not iterable", '1:13'],
    ['{{ n + "a" }}', 'template-error', "unsupported operand type(s) for +: 'int' and 'str'", '1:6'],
    ['{% macro m(x) %}\n{{ x / 0 }}{% endmacro %}\n{{ m(1) }}', 'template-error', 'division by zero', '2:6'],
    [
      '{% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }}',
      'template-error',
      'the template calls itself too deeply',
      '',
    ],
    ['{% iff n %}', 'template-syntax', "Encountered unknown tag 'iff'.", '1:4', 'did you mean "if"?'],
    ['\n{% if n %}', 'template-syntax', unclosedIf, '2:4'],
    ['{{ n ? }}', 'template-syntax', "unexpected char '?' at 5", '1:6'],
    ['{{ n', 'template-syntax', "unexpected end of template, expected 'end of print statement'.", '1:5'],
    [
      '{% do n %}',
      'template-syntax',
      "Encountered unknown tag 'do'.",
      '1:4',
      expect.stringContaining('jinja2.ext.do') as string,
    ],
    ['{# x', 'template-syntax', 'Missing end of comment tag', '1:1', 'close it with "#}"'],
  ];
  it.each(cases)('%j', (template, code, message, place, fix) => {
    const finding = findingOf(() => templar.renderFile(template, scope, { file: 'motd.j2' }));
    expect(finding).toMatchObject({ code, message, severity: 'error' });
    expect(finding.span?.file).toBe('motd.j2');
    if (place !== '') expect(`${finding.span?.line}:${finding.span?.col}`).toBe(place);
    expect(finding.fix).toEqual(fix);
  });

  it('name the variable whose template is at fault, and where it is needed', () => {
    const finding = findingOf(() => templar.renderFile('{{ lazy }}', scope, { file: 'motd.j2' }));
    expect(finding).toMatchObject({ message: "'hostnme' is undefined", fix: 'did you mean "hostname"?' });
    expect(finding.notes).toEqual([
      { message: "'lazy' is needed here", span: { file: 'motd.j2', line: 1, col: 4 } },
    ]);
  });

  it('count lines after a #jinja2 header', () => {
    const text = "#jinja2: variable_start_string:'[[', variable_end_string:']]'\n{{ x }}\n[[ nope ]]\n";
    expect(findingOf(() => templar.renderFile(text, scope, { file: 'motd.j2' })).span).toMatchObject({
      line: 3,
      col: 4,
    });
    const bad = findingOf(() =>
      templar.renderFile('#jinja2: trim_blocks:Maybe\n', scope, { file: 'motd.j2' }),
    );
    expect(bad).toMatchObject({ code: 'template-syntax', span: { file: 'motd.j2', line: 1, col: 1 } });
  });
});

describe('resolve', () => {
  it('places errors of containers where the value stands', () => {
    const { templar, scope } = play({});
    const dict = Dict.of({ name: 'x', mtu: '{{ missing }}' });
    setSpan(dict, { file: 'vars.yml', line: 3, col: 1 });
    setEntrySpan(dict, 'mtu', { file: 'vars.yml', line: 4, col: 6 });
    expect(findingOf(() => templar.resolve(dict, scope)).span).toEqual({ file: 'vars.yml', line: 4, col: 9 });
    const at = { file: 'site.yml', line: 10, col: 5 };
    expect(findingOf(() => templar.resolve('a\n  {{ b }}', scope, { at })).span).toEqual({
      file: 'site.yml',
      line: 11,
      col: 10,
    });
  });

  it('drops omitted entries of dicts at any depth, but not items of lists', () => {
    const { templar, scope } = play({ omit: '__omit_place_holder__1' });
    const args = Dict.of({
      a: '{{ omit }}',
      b: Dict.of({ c: '{{ x | default(omit) }}', d: 1 }),
      l: [Dict.of({ e: '{{ omit }}' }), '{{ omit }}'],
    });
    expect(templar.resolve(args, scope)).toEqual(
      Dict.of({ b: Dict.of({ d: 1 }), l: [new Dict(), '__omit_place_holder__1'] }),
    );
  });

  it('never renders the result of a template, nor unsafe text', () => {
    const { templar, scope } = play({ a: new Unsafe('{{ b }}'), b: 'B' }, { fact: '{{ b }}' });
    expect(templar.resolve('{{ fact }}', scope)).toBe('{{ b }}');
    expect(templar.resolve(['{{ a }}', new Unsafe('{{ b }}')], scope)).toEqual(['{{ b }}', '{{ b }}']);
  });

  it('decrypts vaulted values, and says so when no password is given', () => {
    const { templar, scope } = play({}, {}, { decrypt: (envelope) => `${envelope}!` });
    expect(templar.resolve(Dict.of({ p: new Vaulted('s') }), scope)).toEqual(Dict.of({ p: 's!' }));
    expect(findingOf(() => createTemplar().resolve(new Vaulted('s'), scope)).code).toBe('vault-no-secret');
  });

  it('returns undefined results when they may be undefined', () => {
    const { templar, scope } = play({});
    const value = templar.resolve(['{{ nope }}', '{{ 1 }}'], scope, { failOnUndefined: false }) as Value[];
    expect(value[0]).toBeInstanceOf(Undefined);
    expect((value[0] as Undefined).message).toBe("'nope' is undefined");
    expect(value[1]).toBe('1');
  });

  it('leaves texts with undefined variables as they are where the setting says so, unless told to fail', () => {
    const { templar, scope } = play({ x: 'in {{ nope }}' }, {}, { failOnUndefined: false });
    const text = ['{{ nope }} {{ 1 + 1 }}', '{{ x }}', '{{ 1 }}'];
    expect(templar.resolve(text, scope)).toEqual(['{{ nope }} {{ 1 + 1 }}', 'in {{ nope }}', '1']);
    expect(() => templar.resolve(text, scope, { failOnUndefined: true })).toThrow("'nope' is undefined");
    expect(templar.renderFile('a {{ nope }}\n', scope, { file: 't.j2' })).toBe('a {{ nope }}\n');
  });

  it('keeps JSON of string filters text, but reads JSON of a host back', () => {
    const { templar, scope } = play(
      { d: Dict.of({ a: 1 }), js: '{{ d | to_json }}' },
      { stdout: '{"a": 1}' },
    );
    expect(templar.resolve('{{ js }}', scope)).toBe('{"a": 1}');
    expect(templar.resolve('{{ stdout }}', scope)).toEqual(Dict.of({ a: 1 }));
  });

  it('shares containers without templates and protects them from changes by templates', () => {
    const { templar, scope } = play({ l: [1, 2] });
    const plain = Dict.of({ a: [1, Dict.of({ b: 'text' })] });
    expect(templar.resolve(plain, scope)).toBe(plain);
    expect(templar.renderFile('{{ l.append(3) }}{{ l }}', scope, { file: 't.j2' })).toBe('[1, 2, 3]');
    expect(templar.renderFile('{{ l }}', scope, { file: 't.j2' })).toBe('[1, 2]');
  });

  it('takes None for a value and not for an absent one', () => {
    const { templar, scope } = play({ d: Dict.of({ items: null }), n: null });
    const render = (text: string) => templar.renderFile(text, scope, { file: 't.j2' });
    expect(
      render("{{ d['items'] is none }}{{ n is none }}{% set n = 1 %}{% set n = none %}{{ n is none }}"),
    ).toBe('TrueTrueTrue');
    expect(render('{% for x in [none, 1] %}{{ loop.previtem is defined }}{% endfor %}')).toBe('FalseTrue');
  });
});

describe('condition', () => {
  it('evaluates text of the project, never text of a host', () => {
    const { templar, scope } = play({ rule: 'n == 4', n: 4, via: '{{ answer }}' }, { answer: 'n == 4' });
    expect(templar.condition('{{ rule }}', scope)).toBe(true);
    for (const clause of ['{{ answer }}', '{{ via }}', "{{ lookup('items', ['n == 4']) }}"]) {
      expect(findingOf(() => templar.condition(clause, scope)).code).toBe('untrusted-condition');
    }
    expect(templar.condition('answer', scope)).toBe(true);
  });

  it('is the conjunction of a list and true for nothing', () => {
    const { templar, scope } = play({ n: 4 });
    expect(templar.condition(['n == 4', true], scope)).toBe(true);
    expect(templar.condition(['n == 5', 'nope'], scope)).toBe(false);
    expect(templar.condition(null, scope)).toBe(true);
  });

  it('names the place of an undefined name', () => {
    const { templar, scope } = play({});
    const at = { file: 'tasks.yml', line: 8, col: 11 };
    const finding = findingOf(() => templar.condition('1 == 1 and nope', scope, at));
    expect(finding).toMatchObject({
      code: 'undefined-variable',
      span: { file: 'tasks.yml', line: 8, col: 22 },
    });
  });
});

describe('evaluate and check', () => {
  const { templar, scope } = play({ l: [3, 1] });
  const at = { file: 'site.yml', line: 5, col: 9 };

  it('evaluates a bare expression, also to an undefined value', () => {
    expect(templar.evaluate('l[0] + 1', scope)).toBe(4);
    expect(templar.evaluate('nope.x', scope)).toBeInstanceOf(Undefined);
    expect(templar.evaluate("'\\d'", scope)).toBe('\\d');
  });

  it('tells text from templates', () => {
    expect(['a {{ b }}', '{% if x %}', '{# c #}'].map((text) => templar.isTemplate(text))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['plain', '{{ open', '{ x }'].map((text) => templar.isTemplate(text))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('finds mistakes without rendering, all unknown names at once', () => {
    expect(templar.check('{{ l | frist }} {{ l is maping }}', 'template', at)).toMatchObject([
      { code: 'unknown-filter', span: { line: 5, col: 16 }, fix: 'did you mean "first"?' },
      { code: 'unknown-test', span: { line: 5, col: 33 }, fix: 'did you mean "mapping"?' },
    ]);
    expect(templar.check('l ==', 'expression', at)).toMatchObject([
      { code: 'template-syntax', span: { line: 5, col: 13 } },
    ]);
    expect(templar.check('{{ l | ansible.builtin.first }}', 'template', at)).toEqual([]);
  });
});
