import { type Document, isCollection, isPair, isScalar, type Scalar, type YAMLParseError } from 'yaml';
import { type Diagnostic, type DiagnosticOptions, diagnostic } from '../diag/diagnostic.js';
import { type Source, spanAt } from './construct.js';

const MOST = 20;

/** The parser's complaints about a text as findings in plain words, one a line, in order, at most 20. */
export function explainSyntax(source: Source, documents: readonly Document[]): Diagnostic[] {
  const findings = new Map<number, Diagnostic>();
  for (const document of documents) {
    const quoted = document.errors.length > 0 ? quotedScalars(document.contents) : [];
    for (const error of document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
      const line = spanAt(source, error.pos[0]).line;
      if (findings.has(line)) continue;
      const finding = explain({ source, error, quoted, line: lineAt(source, error.pos[0]) });
      findings.set(line, finding);
      if (finding.code === 'yaml-unclosed-quote') return [finding];
    }
  }
  return [...findings.values()].sort((a, b) => a.span!.line - b.span!.line).slice(0, MOST);
}

interface Complaint {
  readonly source: Source;
  readonly error: YAMLParseError;
  readonly quoted: readonly Scalar[];
  /** The line of text the parser stopped at. */
  readonly line: string;
}

function explain(complaint: Complaint): Diagnostic {
  return (
    tooDeep(complaint) ??
    unclosedQuote(complaint) ??
    unquotedTemplate(complaint) ??
    tabIndentation(complaint) ??
    nestedColon(complaint) ??
    textAfterQuote(complaint) ??
    multilineKey(complaint) ??
    reservedCharacter(complaint) ??
    indentation(complaint) ??
    unclosedBracket(complaint) ??
    badEscape(complaint) ??
    at(complaint, 'yaml-syntax', `the text is no valid YAML here: ${lowerFirst(complaint.error.message)}`)
  );
}

function tooDeep(complaint: Complaint): Diagnostic | undefined {
  if (complaint.error.code !== 'RESOURCE_EXHAUSTION') return undefined;
  return at(complaint, 'yaml-too-deep', 'the text is nested too deeply', { fix: 'Flatten the structure.' });
}

function unclosedQuote(complaint: Complaint): Diagnostic | undefined {
  const { error, source, quoted } = complaint;
  if (error.code !== 'MISSING_CHAR' || !/closing ['"]quote/.test(error.message)) return undefined;
  const open = quoted.findLast((scalar) => scalar.range![0] < error.pos[0]);
  return diagnostic('yaml-unclosed-quote', 'a quoted text that begins here is never closed', {
    span: spanAt(source, open?.range?.[0] ?? error.pos[0]),
    fix: `Add the closing ${error.message.at(-6)} quote, or remove the opening one.`,
  });
}

function unquotedTemplate(complaint: Complaint): Diagnostic | undefined {
  const match = /^(\s*(?:- +)*(?:[^\s'"{#][^'"{#]*?:\s+)?)\{\{/.exec(complaint.line);
  if (!match) return undefined;
  return at(complaint, 'yaml-unquoted-template', 'a value that begins with "{{" has to be quoted', {
    col: match[1]!.length + 1,
    fix: 'Put the whole value in double quotes: "{{ … }}".',
  });
}

function tabIndentation(complaint: Complaint): Diagnostic | undefined {
  const tab = /^ *\t/.exec(complaint.line);
  if (complaint.error.code !== 'TAB_AS_INDENT' && !tab) return undefined;
  return at(complaint, 'yaml-tab', 'a tab is used for indentation', {
    col: Math.max(1, complaint.line.indexOf('\t') + 1),
    fix: 'Indent with spaces.',
  });
}

function nestedColon(complaint: Complaint): Diagnostic | undefined {
  const { error, line, source } = complaint;
  if (error.code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined;
  const next = lineAfter(source, error.pos[0]);
  const column = columnOf(source, error.pos[0]);
  const value = line.slice(column - 1);
  if (!/:(?:\s|$)/.test(value) && next !== undefined && /^\s+\S.*?:(?:\s|$)/.test(next)) {
    return diagnostic(
      'yaml-bad-indentation',
      'this line is indented deeper than the one before, which already has a value',
      {
        span: { file: source.file, line: spanAt(source, error.pos[0]).line + 1, col: next.search(/\S/) + 1 },
        fix: 'Indent it like the line before, or remove the value above it.',
      },
    );
  }
  const colon = value.search(/:(?:\s|$)/);
  return at(
    complaint,
    'yaml-nested-colon',
    'a second ": " on the same line cannot be read as text without quotes',
    {
      col: column + Math.max(0, colon),
      fix: 'Put the whole value in quotes.',
    },
  );
}

function textAfterQuote(complaint: Complaint): Diagnostic | undefined {
  const { error, quoted, source } = complaint;
  if (error.code !== 'UNEXPECTED_TOKEN' && error.code !== 'MISSING_CHAR') return undefined;
  const before = quoted.findLast((scalar) => scalar.range![1] <= error.pos[0]);
  if (!before || source.text.slice(before.range![1], error.pos[0]).trim() !== '') return undefined;
  const start = spanAt(source, before.range![0]);
  const end = spanAt(source, error.pos[0]);
  if (start.line !== end.line) {
    return diagnostic(
      'yaml-unclosed-quote',
      `the quoted text that begins here ends only on line ${end.line}`,
      {
        span: start,
        notes: [{ message: 'it ends before this text', span: end }],
        fix: 'Add the closing quote on the line where the text ends.',
      },
    );
  }
  return at(complaint, 'yaml-text-after-quote', 'there is more text after the closing quote', {
    fix: 'Put the whole value in quotes of the other kind, or escape the inner ones.',
  });
}

function multilineKey(complaint: Complaint): Diagnostic | undefined {
  const { error, line } = complaint;
  if (error.code !== 'MULTILINE_IMPLICIT_KEY' && !/Implicit map keys/.test(error.message)) return undefined;
  // The parser means the end of the text when it misses the colon of a key that it read as a value.
  if (line.trim() === '') return undefined;
  const glued = /^(\s*(?:- +)*[\w.-]+):(?=[^\s:/\\])/.exec(line);
  if (glued) {
    return at(complaint, 'yaml-missing-space', 'there is no space after the colon', {
      col: glued[0].length + 1,
      fix: `Write "${glued[1]!.trim()}: ${line.slice(glued[0].length).trim()}".`,
    });
  }
  return at(complaint, 'yaml-no-colon', 'this line is no "key: value" pair, though its neighbours are', {
    col: line.search(/\S/) + 1,
    fix: 'Add the missing colon and value, or indent the line as part of the value above.',
  });
}

function reservedCharacter(complaint: Complaint): Diagnostic | undefined {
  if (complaint.error.code !== 'BAD_SCALAR_START') return undefined;
  const character = complaint.source.text[complaint.error.pos[0]] ?? '';
  return at(
    complaint,
    'yaml-reserved-character',
    `a value cannot begin with ${character} unless it is quoted`,
    {
      fix: 'Put the whole value in quotes.',
    },
  );
}

function indentation(complaint: Complaint): Diagnostic | undefined {
  const { error, line } = complaint;
  if (error.code !== 'BAD_INDENT' || /^Flow/.test(error.message)) {
    if (!/block-seq-ind on same line|Sequence item without/.test(error.message)) return undefined;
    return at(complaint, 'yaml-bad-list', 'a list item cannot stand here', {
      fix: 'Begin the list on a line of its own, every item with the same indentation.',
    });
  }
  return at(
    complaint,
    'yaml-bad-indentation',
    'the indentation fits neither the lines above nor an outer level',
    {
      col: Math.max(1, line.search(/\S/) + 1),
      fix: 'Align the line with the keys or list items it belongs to.',
    },
  );
}

function unclosedBracket(complaint: Complaint): Diagnostic | undefined {
  const { error } = complaint;
  if (/^Flow .* end with a/.test(error.message)) {
    return at(complaint, 'yaml-unclosed-bracket', `a closing "${error.message.at(-1)}" is missing`, {
      fix: `Add "${error.message.at(-1)}", or quote the value if the bracket is part of the text.`,
    });
  }
  const stray = /flow-(?:seq|map)-end/.test(error.message);
  if (!stray) return undefined;
  return at(complaint, 'yaml-stray-bracket', 'a closing bracket has no opening one', {
    fix: 'Remove it, or quote the value if the bracket is part of the text.',
  });
}

function badEscape(complaint: Complaint): Diagnostic | undefined {
  if (complaint.error.code !== 'BAD_DQ_ESCAPE') return undefined;
  const sequence = complaint.error.message.replace('Invalid escape sequence ', '');
  return at(complaint, 'yaml-bad-escape', `"${sequence}" is no escape sequence inside double quotes`, {
    fix: 'Double the backslash, or use single quotes.',
  });
}

function at(
  complaint: Complaint,
  code: string,
  message: string,
  options: DiagnosticOptions & { col?: number } = {},
): Diagnostic {
  const { col, ...rest } = options;
  const span = spanAt(complaint.source, Math.min(complaint.error.pos[0], complaint.source.text.length));
  return diagnostic(code, message, { span: { ...span, col: col ?? span.col }, ...rest });
}

function quotedScalars(node: unknown, found: Scalar[] = []): Scalar[] {
  if (isScalar(node)) {
    if ((node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && node.range) found.push(node);
  } else if (isPair(node)) {
    quotedScalars(node.key, found);
    quotedScalars(node.value, found);
  } else if (isCollection(node)) {
    for (const item of node.items) quotedScalars(item, found);
  }
  return found;
}

function lineAt(source: Source, offset: number): string {
  const start = source.text.lastIndexOf('\n', offset - 1) + 1;
  const end = source.text.indexOf('\n', start);
  return source.text.slice(start, end < 0 ? undefined : end);
}

function lineAfter(source: Source, offset: number): string | undefined {
  const end = source.text.indexOf('\n', offset);
  return end < 0 ? undefined : lineAt(source, end + 1);
}

function columnOf(source: Source, offset: number): number {
  return spanAt(source, offset).col;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
