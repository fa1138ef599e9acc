import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';
import { Dict, Float, floatRepr, Unsafe, type Value, Vaulted } from '../value/types.js';
import { loadYaml, loadYamlAll } from './load.js';
import { keySpan, spanOf, valueSpan } from './spans.js';

interface Recorded {
  readonly yaml: string;
  readonly value?: unknown;
  readonly error?: true;
}

/** The recorded form of a value: every type that JSON would blur is tagged. */
function tagged(value: Value): unknown {
  if (value instanceof Float) return { float: value.pyRepr() };
  if (value instanceof Dict) return { dict: [...value].map(([key, item]) => [tagged(key), tagged(item)]) };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { int: String(value) } : { float: floatRepr(value) };
  return value;
}

function findings(text: string): readonly Diagnostic[] {
  try {
    loadYaml(text, 'x.yml');
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  return [];
}

describe('loadYaml and PyYAML', () => {
  const cases = readFileSync(new URL('./testdata/pyyaml-cases.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);
  it.each(cases.filter((c) => !c.error))('agree on $yaml', ({ yaml, value }) => {
    const loaded = tagged(loadYaml(yaml, 'x.yml'));
    const isDate = JSON.stringify(value).includes('"date"');
    if (isDate) expect(JSON.stringify(loaded)).toMatch(/\d{4}-\d+-\d+/);
    else expect(loaded).toEqual(value);
  });
  it.each(cases.filter((c) => c.error))('both reject $yaml', ({ yaml }) => {
    expect(findings(yaml)).not.toEqual([]);
  });
});

describe('loadYaml explains mistakes', () => {
  const cases: [title: string, text: string, code: string, line: number, col: number, fix: RegExp][] = [
    ['a tab as indentation', 'a:\n\tb: 1\n', 'yaml-tab', 2, 1, /spaces/],
    ['an unclosed double quote', 'a: 1\nb: "x\nc: 1\n', 'yaml-unclosed-quote', 2, 4, /closing "/],
    ['an unclosed single quote', "a: 'x\n", 'yaml-unclosed-quote', 1, 4, /closing '/],
    ['a quote closed on a later line', 'a: "x\n b: y" z\n', 'yaml-unclosed-quote', 1, 4, /line where/],
    ['a second colon on a line', 'foo: bar: baz\n', 'yaml-nested-colon', 1, 9, /quotes/],
    ['an unquoted template', 'a: {{ x }}\n', 'yaml-unquoted-template', 1, 4, /quotes/],
    ['an unquoted template with more text', 'a: {{ x }}/y\n', 'yaml-unquoted-template', 1, 4, /quotes/],
    ['an unquoted template in a list', '- {{ x }}\n', 'yaml-unquoted-template', 1, 3, /quotes/],
    ['a dedent to no level', 'a:\n  b: 1\n c: 2\n', 'yaml-bad-indentation', 3, 2, /Align/],
    ['an indent under a value', 'a: 1\n  b: 2\n', 'yaml-bad-indentation', 2, 3, /Indent it/],
    ['no space after the colon', 'a:1\nb: 2\n', 'yaml-missing-space', 1, 3, /a: 1/],
    ['a line that is no pair', 'a\nb: c\n', 'yaml-no-colon', 1, 1, /colon/],
    ['a list on the line of its key', 'a: - b\n', 'yaml-bad-list', 1, 4, /line of its own/],
    ['a reserved character', 'a: @b\n', 'yaml-reserved-character', 1, 4, /quotes/],
    ['an unclosed bracket', 'a: [b, c\n', 'yaml-unclosed-bracket', 2, 1, /"\]"/],
    ['a stray bracket', 'a: b\nc: ]\n', 'yaml-stray-bracket', 2, 4, /quote/],
    ['a wrong escape', 'a: "\\d"\n', 'yaml-bad-escape', 1, 5, /backslash/],
    ['text after a quote', "when: 'a' == b\n", 'yaml-text-after-quote', 1, 11, /quotes/],
    ['an unknown tag', 'a: !foo b\n', 'yaml-unknown-tag', 1, 9, /!vault/],
    ['an unknown alias', 'a: *b\n', 'yaml-unknown-alias', 1, 4, /&b/],
    ['a second document', 'a: b\n---\nc: d\n', 'yaml-several-documents', 2, 1, /second/],
    ['a list as a key', '? [a]\n: b\n', 'yaml-complex-key', 1, 3, /Quote/],
    ['a control character', 'a: b\nc: \u0001\n', 'yaml-control-character', 2, 4, /x01/],
    ['endless nesting', '['.repeat(100_000), 'yaml-too-deep', 1, 819, /Flatten/],
  ];
  it.each(cases)('%s', (_title, text, code, line, col, fix) => {
    const [first] = findings(text);
    expect(first).toMatchObject({ code, span: { file: 'x.yml', line, col } });
    expect(first?.fix).toMatch(fix);
  });

  it('reports several mistakes at once, in order', () => {
    const codes = findings('a: @b\nc: b: d\ne: `f\n').map((finding) => [finding.code, finding.span?.line]);
    expect(codes).toEqual([
      ['yaml-reserved-character', 1],
      ['yaml-nested-colon', 2],
      ['yaml-reserved-character', 3],
    ]);
  });

  it('warns about a duplicate key and lets the last one win', () => {
    const warnings: Diagnostic[] = [];
    const loaded = loadYaml('a: 1\nb: 2\na: 3\n', 'x.yml', {
      onDiagnostic: (finding) => warnings.push(finding),
    });
    expect((loaded as Dict).get('a')).toBe(3);
    expect(warnings).toMatchObject([
      { code: 'yaml-duplicate-key', severity: 'warning', span: { line: 3, col: 1 } },
    ]);
  });
});

describe('tags of Ansible', () => {
  it('marks !unsafe text and keeps its spelling', () => {
    expect((loadYaml('a: !unsafe 012\n', 'x.yml') as Dict).get('a')).toEqual(new Unsafe('012'));
  });

  it('marks the text inside an !unsafe container', () => {
    const loaded = loadYaml('a: !unsafe\n  - b\n  - {c: d, e: 1}\n', 'x.yml') as Dict;
    const list = loaded.get('a') as Value[];
    expect(list[0]).toEqual(new Unsafe('b'));
    expect((list[1] as Dict).get('c')).toEqual(new Unsafe('d'));
    expect((list[1] as Dict).get('e')).toBe(1);
  });

  it('keeps a !vault envelope as it stands', () => {
    const loaded = loadYaml('a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n', 'x.yml') as Dict;
    expect(loaded.get('a')).toEqual(new Vaulted('$ANSIBLE_VAULT;1.1;AES256\n6162\n'));
  });
});

describe('spans', () => {
  const dict = loadYaml('---\na:\n  - x\n  - y: "q"\nb: |\n\n    text\nc:\n', 's.yml') as Dict;

  it('know where containers, keys and values stand', () => {
    const list = dict.get('a') as Value[];
    expect(spanOf(dict)).toEqual({ file: 's.yml', line: 2, col: 1 });
    expect(spanOf(list)).toEqual({ file: 's.yml', line: 3, col: 3 });
    expect(valueSpan(list, 0)).toEqual({ file: 's.yml', line: 3, col: 5 });
    expect(keySpan(list[1] as Dict, 'y')).toEqual({ file: 's.yml', line: 4, col: 5 });
    expect(valueSpan(list[1] as Dict, 'y')).toEqual({ file: 's.yml', line: 4, col: 9 });
  });

  it('count a block scalar from the first line of its text', () => {
    expect(dict.get('b')).toBe('\ntext\n');
    expect(valueSpan(dict, 'b')).toEqual({ file: 's.yml', line: 6, col: 5 });
  });

  it('give an empty value a place too', () => {
    expect(valueSpan(dict, 'c')?.line).toBe(8);
  });
});

describe('loadYamlAll', () => {
  it('reads every document', () => {
    expect(loadYamlAll('---\n1\n---\n2\n', 'x.yml')).toEqual([1, 2]);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      'a',
      ': ',
      ':',
      '\n',
      '  ',
      '\t',
      '- ',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ',',
      '|',
      '>',
      '&a ',
      '*a',
      '!t ',
      '!vault ',
    ],
    ...[
      '#',
      '? ',
      '---\n',
      '...\n',
      '<<: ',
      '{{ ',
      ' }}',
      '\\',
      '%',
      '@',
      '0x',
      '1_0',
      '1:30',
      '\r\n',
      '\u00e9',
      '\u{1F600}',
    ],
  );
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  it('is read or rejected with a place and a remedy, never a crash', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (source) => {
        for (const finding of findings(source)) {
          expect(finding.message).not.toBe('');
          expect(finding.span?.line).toBeGreaterThan(0);
          expect(finding.span?.col).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3000, examples: [[': *a? |\n']] },
    );
  });
});
