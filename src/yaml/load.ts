import { Composer, type Document, LineCounter } from 'yaml';
import { type Diagnostic, DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import type { Value } from '../value/types.js';
import { Constructor, type Source, spanAt } from './construct.js';
import { explainSyntax } from './explain.js';
import { tokens } from './lexemes.js';

interface LoadOptions {
  /** Receives warnings (duplicate keys). Default: they are dropped. */
  readonly onDiagnostic?: ((finding: Diagnostic) => void) | undefined;
}

/**
 * Reads the one document of a YAML text in Ansible's dialect: YAML 1.1 with PyYAML's resolvers, `!vault`,
 * `!unsafe`, `<<` merges; the last of duplicate keys wins with a warning. An empty text is null.
 *
 * Every Dict and list carries spans (see spans.ts). The span of a value is the first character of its text (behind the
 * quote of a quoted scalar); for a block scalar the first line of its text, so that line n of the text is `line + n - 1`.
 *
 * @throws DiagnosticError with every finding of the text.
 */
export function loadYaml(text: string, file: string, options: LoadOptions = {}): Value {
  return read(text, file, options, false)[0] ?? null;
}

/** As loadYaml, for a text that may hold several documents. */
export function loadYamlAll(text: string, file: string, options: LoadOptions = {}): Value[] {
  return read(text, file, options, true);
}

function read(raw: string, file: string, options: LoadOptions, several: boolean): Value[] {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const errors: Diagnostic[] = [];
  const source: Source = {
    file,
    text,
    lines: new LineCounter(),
    report: (finding) =>
      finding.severity === 'error' ? errors.push(finding) : options.onDiagnostic?.(finding),
  };
  const values = guardDepth(source, () => {
    const documents = compose(source);
    if (errors.length > 0) return [];
    if (!several && documents.length > 1) rejectSecond(source, documents[1]!);
    return documents.map((document) => new Constructor(source).value(document.contents));
  });
  if (errors.length > 0) throw new DiagnosticError(errors);
  return values;
}

function compose(source: Source): Document[] {
  rejectControlCharacters(source);
  const composer = new Composer({
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: false,
  });
  const documents = [...composer.compose(tokens(source.text, source.lines.addNewLine))] as Document[];
  for (const finding of explainSyntax(source, documents)) source.report(finding);
  return documents;
}

function rejectControlCharacters(source: Source): void {
  const match = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(source.text);
  if (!match) return;
  const before = source.text.slice(0, match.index).split('\n');
  const code = source.text.charCodeAt(match.index).toString(16).padStart(2, '0');
  throw new DiagnosticError(
    diagnostic(
      'yaml-control-character',
      `the file holds the control character 0x${code}, which YAML does not allow`,
      {
        span: { file: source.file, line: before.length, col: before.at(-1)!.length + 1 },
        fix: `Remove it, or write it as "\\x${code}" inside double quotes.`,
      },
    ),
  );
}

function rejectSecond(source: Source, second: Document): void {
  source.report(
    diagnostic('yaml-several-documents', 'the file holds more than one YAML document', {
      span: spanAt(source, second.range?.[0] ?? 0),
      fix: 'Remove the second "---", or move what follows into a file of its own.',
    }),
  );
}

/** Nesting beyond the call stack is bad input, not a crash. */
function guardDepth<T>(source: Source, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const span = { file: source.file, line: 1, col: 1 };
    const finding = diagnostic('yaml-too-deep', 'the text is nested too deeply', {
      span,
      fix: 'Flatten the structure.',
    });
    throw new DiagnosticError(finding, { cause: error });
  }
}
