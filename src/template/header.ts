import { DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { parsePythonLiteral } from '../value/literal.js';
import type { Syntax } from './syntax/token.js';

const prefix = '#jinja2:';

/** The names of Jinja2's environment that a header line can set. */
const settings: Readonly<Record<string, keyof Syntax>> = {
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

/** A template's text without its header line, and what the header changes. */
export interface Header {
  readonly body: string;
  readonly at: SourceSpan | undefined;
  readonly overrides: Partial<Syntax>;
}

/**
 * Reads the first line `#jinja2: key:value, key:value` that overrides how a template is read. Keys are Jinja2's,
 * values Python literals; keys that do not change the reading are accepted and have no effect.
 */
export function readHeader(source: string, at: SourceSpan | undefined): Header {
  if (!source.startsWith(prefix)) return { body: source, at, overrides: {} };
  const end = source.indexOf('\n');
  const line = source.slice(prefix.length, end === -1 ? undefined : end).trimEnd();
  const overrides: Record<string, string | boolean> = {};
  for (const pair of line.split(',')) {
    const [key, value] = readPair(pair, at);
    const name = settings[key];
    if (name === undefined) continue;
    const isFlag = name === 'trimBlocks' || name === 'lstripBlocks';
    if (typeof value !== (isFlag ? 'boolean' : 'string') || value === '') {
      failHeader(`${key} must be ${isFlag ? 'True or False' : 'a quoted text'}`, at);
    }
    overrides[name] = value as string | boolean;
  }
  return {
    body: end === -1 ? '' : source.slice(end + 1),
    at: at && { file: at.file, line: at.line + 1, col: 1 },
    overrides: overrides as Partial<Syntax>,
  };
}

function readPair(pair: string, at: SourceSpan | undefined): [key: string, value: unknown] {
  const colon = pair.indexOf(':');
  if (colon === -1) failHeader(`"${pair.trim()}" is not of the form key:value`, at);
  const text = pair.slice(colon + 1).trim();
  const value = parsePythonLiteral(text, { jsonNames: false });
  if (value === undefined) failHeader(`the value ${text} is not a literal`, at);
  return [pair.slice(0, colon).trim(), value];
}

function failHeader(problem: string, at: SourceSpan | undefined): never {
  const fix = 'write for example: #jinja2: trim_blocks:True, lstrip_blocks:True';
  throw new DiagnosticError(
    diagnostic('template-syntax', `in the #jinja2 line ${problem}`, { span: at, fix }),
  );
}
