import { diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { parsePythonLiteral } from '../value/literal.js';
import { truthy } from '../value/truth.js';
import type { Value } from '../value/types.js';
import { TemplateFailure } from './failure.js';
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
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
  keep_trailing_newline: 'keepTrailingNewline',
};

const flags: ReadonlySet<keyof Syntax> = new Set([
  'trimBlocks',
  'lstripBlocks',
  'keepTrailingNewline',
] as const);

/** A template's text without its header line, and what the header changes. */
interface Header {
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
    if (flags.has(name)) overrides[name] = truthy(value);
    else if (typeof value === 'string' && value !== '') overrides[name] = value;
    else if (value !== null) failHeader(`${key} must be a quoted text`, at);
  }
  return {
    body: end === -1 ? '' : source.slice(end + 1),
    at: at && { file: at.file, line: at.line + 1, col: 1 },
    overrides: overrides as Partial<Syntax>,
  };
}

function readPair(pair: string, at: SourceSpan | undefined): [key: string, value: Value] {
  const colon = pair.indexOf(':');
  if (colon === -1) {
    const said = `failed to parse jinja2 override '${pair.trim()}'. Did you use something different from colon as key-value separator?`;
    failHeader(`"${pair.trim()}" is not of the form key:value`, at, said);
  }
  const text = pair.slice(colon + 1).trim();
  const value = parsePythonLiteral(text, { jsonNames: false });
  if (value === undefined) return failHeader(`the value ${text} is not a literal`, at);
  return [pair.slice(0, colon).trim(), value];
}

function failHeader(problem: string, at: SourceSpan | undefined, said?: string): never {
  const fix = 'write for example: #jinja2: trim_blocks:True, lstrip_blocks:True';
  const message = `in the #jinja2 line ${problem}`;
  const finding = diagnostic('template-syntax', message, { span: at, fix });
  throw new TemplateFailure([finding], 'AnsibleError', said ?? message);
}
