import { CONTROL_ESCAPES } from '../value/literal.js';
import { Dict } from '../value/types.js';

/** Keys that a free-form action takes as `key=value`; everything else belongs to the command itself. */
const FREE_FORM_KEYS: ReadonlySet<string> = new Set([
  'argv',
  'chdir',
  'creates',
  'executable',
  'removes',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
  'warn',
]);

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a `key=value` argument string at blanks outside quotes and outside `{{ }}`, `{% %}`, `{# #}`
 * (Ansible documentation, "k=v" task syntax). Throws SyntaxError for an unbalanced quote or block.
 */
export function splitArguments(text: string): Token[] {
  const tokens: Token[] = [];
  let start = -1;
  let quoteMark: string | undefined;
  let closing: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    const pair = text.slice(i, i + 2);
    if (closing !== undefined) {
      if (pair === closing) {
        closing = undefined;
        i += 1;
      }
      continue;
    }
    if (pair === '{{' || pair === '{%' || pair === '{#') {
      closing = pair === '{{' ? '}}' : pair === '{%' ? '%}' : '#}';
      if (start < 0) start = i;
      i += 1;
      continue;
    }
    if (quoteMark !== undefined) {
      if (char === quoteMark && text[i - 1] !== '\\') quoteMark = undefined;
      continue;
    }
    if (/\s/.test(char)) {
      if (start >= 0) tokens.push({ text: text.slice(start, i), start, end: i });
      start = -1;
      continue;
    }
    if (start < 0) start = i;
    if ((char === '"' || char === "'") && text[i - 1] !== '\\') quoteMark = char;
  }
  if (quoteMark !== undefined || closing !== undefined) {
    throw new SyntaxError(
      `${quoteMark !== undefined ? `quote ${quoteMark}` : `"${closing}"`} is never closed`,
    );
  }
  if (start >= 0) tokens.push({ text: text.slice(start), start, end: text.length });
  return tokens;
}

/**
 * Parses the string form of module arguments. With `freeForm`, only the well-known keys are taken out and the
 * rest of the text, spacing kept, becomes `_raw_params`. Throws SyntaxError.
 */
export function parseArguments(text: string, freeForm: boolean): Dict {
  const args = new Dict();
  let raw = '';
  let position = 0;
  for (const token of splitArguments(text)) {
    const equals = /^([^=\\]|\\.)*?=/.exec(token.text);
    const key = equals ? token.text.slice(0, equals[0].length - 1).trim() : '';
    const isOption = equals !== null && key !== '' && (!freeForm || FREE_FORM_KEYS.has(key));
    if (isOption) {
      args.set(key, unquote(decodeEscapes(token.text.slice(equals[0].length).trim())));
      raw += text.slice(position, token.start);
    } else {
      raw += text.slice(position, token.end);
    }
    position = token.end;
  }
  raw = (raw + text.slice(position)).trim();
  if (raw !== '') args.set('_raw_params', freeForm ? raw.replaceAll('\\=', '=') : raw);
  return args;
}

function unquote(text: string): string {
  const first = text[0];
  if (text.length > 1 && (first === '"' || first === "'") && text.endsWith(first) && text.at(-2) !== '\\') {
    return text.slice(1, -1);
  }
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...CONTROL_ESCAPES,
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function decodeEscapes(text: string): string {
  return text.replace(
    /\\(?:U([0-9A-Fa-f]{8})|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))/gs,
    (whole, u8?: string, u4?: string, x2?: string, simple?: string) => {
      const hex = u8 ?? u4 ?? x2;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return ESCAPES[simple!] ?? whole;
    },
  );
}
