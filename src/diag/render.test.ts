import { describe, expect, it } from 'vitest';
import { DiagnosticError, diagnostic, fail } from './diagnostic.js';
import { renderDiagnostic } from './render.js';

const files: Record<string, string> = {
  'site.yml': '- hosts: all\n  tasks:\n    - coppy: src=a\n',
  'tabs.yml': '\tkey:\tvalue\n',
};
const read = (file: string): string | undefined => files[file];
const lines = (...parts: string[]): string => parts.join('\n');

describe('renderDiagnostic', () => {
  it('is one line when there is nothing but a message', () => {
    expect(renderDiagnostic(diagnostic('x', 'nothing to do', { severity: 'hint' }), read)).toBe(
      'hint: nothing to do',
    );
  });

  it('shows the place, the line and a caret below the column', () => {
    const finding = diagnostic('unknown-module', "couldn't resolve module/action 'coppy'", {
      span: { file: 'site.yml', line: 3, col: 7 },
      fix: 'did you mean "copy"?',
    });
    expect(renderDiagnostic(finding, read)).toBe(
      lines(
        "error: couldn't resolve module/action 'coppy'",
        '  at site.yml:3:7',
        '  3 |     - coppy: src=a',
        '    |       ^',
        '  fix: did you mean "copy"?',
      ),
    );
  });

  it('keeps tabs before the caret, so that it stands right at any tab width', () => {
    const finding = diagnostic('x', 'here', { span: { file: 'tabs.yml', line: 1, col: 7 } });
    expect(renderDiagnostic(finding, read).split('\n').at(-1)).toBe('    | \t    \t^');
  });

  it.each([
    ['the file cannot be read', { file: 'gone.yml', line: 1, col: 1 }],
    ['the file has become shorter', { file: 'site.yml', line: 99, col: 1 }],
  ])('names only the place when %s', (_why, span) => {
    expect(renderDiagnostic(diagnostic('x', 'm', { span }), read)).toBe(
      `error: m\n  at ${span.file}:${span.line}:${span.col}`,
    );
  });

  it('indents notes, with their places', () => {
    const finding = diagnostic('duplicate', 'set twice', {
      severity: 'warning',
      notes: [
        { message: 'first here', span: { file: 'site.yml', line: 1, col: 3 } },
        { message: 'the last wins' },
      ],
    });
    expect(renderDiagnostic(finding, read)).toBe(
      lines(
        'warning: set twice',
        '  note: first here',
        '    at site.yml:1:3',
        '    1 | - hosts: all',
        '      |   ^',
        '  note: the last wins',
      ),
    );
  });
});

describe('DiagnosticError', () => {
  it('carries all findings and speaks with the first', () => {
    const findings = [diagnostic('a', 'first'), diagnostic('b', 'second')];
    const error = new DiagnosticError(findings);
    expect(error.message).toBe('first');
    expect(error.diagnostics).toEqual(findings);
  });

  it('is what fail throws', () => {
    expect(() => fail('code', 'cause', { fix: 'remedy' })).toThrow(DiagnosticError);
    try {
      fail('code', 'cause', { fix: 'remedy' });
    } catch (error) {
      expect((error as DiagnosticError).diagnostics).toEqual([
        { code: 'code', severity: 'error', message: 'cause', notes: [], fix: 'remedy' },
      ]);
    }
  });
});
