import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/diag/diagnostic.js';
import { conditionSaid, saidBy } from '../../../src/template/failure.js';
import { createTemplar } from '../../../src/template/templar.js';
import type { RenderOptions } from '../../../src/template/types.js';
import { fromJson, type Json, scopeOf, toJson } from './scope.js';

interface Case {
  readonly source: Json;
  readonly expect?: Json;
  readonly error?: string;
  /** The error's text in results of tasks. */
  readonly said?: string;
  readonly options?: Readonly<Record<string, boolean | string>>;
}

interface CaseFile {
  readonly kind: 'resolve' | 'native' | 'condition' | 'file';
  readonly oracle: string;
  readonly vars: Record<string, Json>;
  readonly files?: Record<string, string>;
  readonly cases: readonly Case[];
}

const optionNames: Readonly<Record<string, keyof RenderOptions>> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  newline_sequence: 'newlineSequence',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

/** Errors whose words are the same here as in the oracle; others need only be reported as the right kind. */
const sameWords = /^(?:\w*UndefinedError|TypeError|ValueError|ZeroDivisionError|Template\w+): /;

for (const name of [
  'ansible-resolve',
  'ansible-native',
  'ansible-conditions',
  'ansible-files',
  'ansible-markup',
]) {
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as CaseFile;
  const directory = mkdtempSync(join(tmpdir(), 'templates-'));
  for (const [path, text] of Object.entries(file.files ?? {})) writeFileSync(join(directory, path), text);
  afterAll(() => rmSync(directory, { recursive: true }));

  describe(`${file.kind} as ${file.oracle}`, () => {
    for (const [i, test] of file.cases.entries()) {
      const title = `${i}: ${typeof test.source === 'string' ? test.source : JSON.stringify(test.source)}`;
      it(title, () => {
        if (test.error === undefined) expect(toJson(answer(test, file, directory))).toEqual(test.expect);
        else expectError(test, file, () => answer(test, file, directory));
      });
    }
  });
}

function answer({ source, options = {} }: Case, { kind, vars }: CaseFile, directory: string) {
  const templar = createTemplar({ native: kind === 'native' });
  const scope = scopeOf(vars, templar);
  if (kind === 'condition') return templar.condition(fromJson(source), scope);
  if (kind !== 'file') return templar.resolve(fromJson(source), scope);
  const given = Object.entries(options).map(([key, value]) => [optionNames[key]!, value]);
  const render = { file: join(directory, 'case.j2'), searchPath: [directory], ...Object.fromEntries(given) };
  return templar.renderFile(String(source), scope, render as RenderOptions);
}

function expectError(test: Case, { kind }: CaseFile, work: () => unknown): void {
  const recorded = test.error ?? '';
  let thrown: unknown;
  try {
    thrown = { returned: work() };
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(DiagnosticError);
  const [finding] = (thrown as DiagnosticError).diagnostics;
  if (recorded.startsWith('TemplateSyntaxError')) expect(finding!.code).toMatch(/template-syntax|unknown-/);
  // ansible-core doubles the backslashes of the text that it quotes.
  if (!sameWords.test(recorded) || String(test.source).includes('\\')) return;
  const error = thrown as DiagnosticError;
  expect(kind === 'condition' ? conditionSaid(String(test.source), error) : saidBy(error)).toBe(test.said);
}
