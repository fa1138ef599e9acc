import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diag/diagnostic.js';
import { createTemplar } from '../../../src/template/templar.js';
import { type Json, scopeOf } from './scope.js';

interface Case {
  readonly name: string;
  readonly template: string;
  readonly expect?: string;
  readonly error?: string;
}

const { vars, cases } = JSON.parse(readFileSync(new URL('jinja-syntax.json', import.meta.url), 'utf8')) as {
  vars: Record<string, Json>;
  cases: Case[];
};

/** Answers of Jinja2 3.1.2 with trim_blocks, StrictUndefined and the extensions do and loopcontrols. */
describe('the syntax of Jinja2', () => {
  const templar = createTemplar({
    extensions: ['jinja2.ext.do', 'jinja2.ext.loopcontrols'],
    printNone: true,
  });
  const render = (template: string): string =>
    templar.renderFile(template, scopeOf(vars), { file: 'case.j2', keepTrailingNewline: false });

  for (const { name, template, expect: expected, error } of cases) {
    if (error === undefined) it(name, () => expect(render(template)).toBe(expected));
    else it(`${name} (${error})`, () => expect(() => render(template)).toThrow(DiagnosticError));
  }
});
