import { PyError, valueError } from './errors.js';
import { type RegexFlags, translateRegex } from './regexSyntax.js';
import { Tuple, type Value } from './types.js';

export type { RegexFlags } from './regexSyntax.js';

/** A compiled Python regular expression. */
export interface PyPattern {
  /** Number of capturing groups. */
  readonly groups: number;
  /** First match anywhere, or null. */
  search(text: string): RegExpExecArray | null;
  /** Match at the beginning of the text, or null. */
  match(text: string): RegExpExecArray | null;
  /** All matches as `re.findall` lists them: text, the one group, or tuples of groups. */
  findAll(text: string): Value[];
  /** `re.subn`: replaces up to `count` matches (0: all); the replacement knows `\1`, `\g<name>` and `\n`. */
  replace(text: string, replacement: string, count?: number): { text: string; count: number };
  /** `re.split`: captured groups are part of the result. */
  split(text: string, maxSplit?: number): Value[];
}

const compiled = new Map<string, PyPattern>();

/** Compiles a pattern of Python's `re`; results are cached. Throws a ValueError for an invalid one. */
export function compilePattern(pattern: string, flags: RegexFlags = {}): PyPattern {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll ? 's' : ''}:${pattern}`;
  let known = compiled.get(key);
  if (!known) {
    if (compiled.size > 2000) compiled.clear();
    known = build(pattern, flags);
    compiled.set(key, known);
  }
  return known;
}

/** Python's `re.escape`. */
export function escapePattern(text: string): string {
  return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
}

function build(pattern: string, flags: RegexFlags): PyPattern {
  const { source, ignoreCase } = translateRegex(pattern, flags);
  const options = ignoreCase ? 'vi' : 'v';
  let everywhere: RegExp;
  let sticky: RegExp;
  try {
    everywhere = new RegExp(source, `g${options}`);
    sticky = new RegExp(source, `y${options}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^.*: /, '').toLowerCase() : 'syntax error';
    throw new PyError('ValueError', `the regular expression ${pattern} is not supported: ${reason}`, {
      cause,
    });
  }
  const groups = new RegExp(`${source}|`, options).exec('')!.length - 1;
  const first = (regex: RegExp, text: string): RegExpExecArray | null => {
    regex.lastIndex = 0;
    return regex.exec(text);
  };
  return {
    groups,
    search: (text) => first(everywhere, text),
    match: (text) => first(sticky, text),
    findAll: (text) => Array.from(matches(everywhere, text), found),
    replace: (text, replacement, count = 0) =>
      substitute(everywhere, text, expander(replacement, groups), count),
    split: (text, maxSplit = 0) => split(everywhere, text, maxSplit),
  };
}

/** All matches from the beginning of the text; the shared regex keeps a position that must not matter. */
function* matches(regex: RegExp, text: string): Iterable<RegExpExecArray> {
  regex.lastIndex = 0;
  for (const match of text.matchAll(regex)) if (!splitsCharacter(text, match.index)) yield match;
}

/** Lookarounds of JS match within a pair of surrogates too. */
function splitsCharacter(text: string, index: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, index - 1), index + 1));
}

function found(match: RegExpExecArray): Value {
  if (match.length === 1) return match[0];
  const captured = match.slice(1).map((group) => group ?? '');
  return captured.length === 1 ? captured[0]! : new Tuple(captured);
}

function substitute(
  regex: RegExp,
  text: string,
  expand: (match: RegExpExecArray) => string,
  limit: number,
): { text: string; count: number } {
  let out = '';
  let last = 0;
  let count = 0;
  for (const match of matches(regex, text)) {
    if (limit > 0 && count >= limit) break;
    out += text.slice(last, match.index) + expand(match);
    last = match.index + match[0].length;
    count++;
  }
  return { text: out + text.slice(last), count };
}

function split(regex: RegExp, text: string, limit: number): Value[] {
  const parts: Value[] = [];
  let last = 0;
  let count = 0;
  for (const match of matches(regex, text)) {
    if (limit > 0 && count++ >= limit) break;
    parts.push(text.slice(last, match.index), ...match.slice(1).map((group) => group ?? null));
    last = match.index + match[0].length;
  }
  return [...parts, text.slice(last)];
}

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Parses a replacement template once; the result makes the text for each match. */
function expander(template: string, groups: number): (match: RegExpExecArray) => string {
  const parts: (string | { readonly group: string })[] = [];
  let last = 0;
  for (const match of template.matchAll(
    /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|(\d{1,2})|([\s\S]?))/g,
  )) {
    const [whole, named, octal, number, char] = match;
    parts.push(template.slice(last, match.index));
    last = match.index + whole.length;
    if (octal !== undefined) parts.push(String.fromCharCode(Number.parseInt(octal, 8)));
    else if (named !== undefined || number !== undefined)
      parts.push({ group: groupName(named ?? number!, groups, match.index + (named === undefined ? 1 : 3)) });
    else if (char === '') valueError(`bad escape (end of pattern) at position ${match.index}`);
    else if (char === 'g') unfinishedName(template, match.index + 2);
    else if (/[A-Za-z]/.test(char!) && !(char! in controls))
      valueError(`bad escape \\${char} at position ${match.index}`);
    else parts.push(controls[char!] ?? whole);
  }
  parts.push(template.slice(last));
  return (match) => {
    let out = '';
    for (const part of parts) out += typeof part === 'string' ? part : captured(match, part.group);
    return out;
  };
}

function unfinishedName(template: string, at: number): never {
  if (template[at] !== '<') return valueError(`missing < at position ${at}`);
  const rest = template.length > at + 1 ? 'missing >, unterminated name' : 'missing group name';
  return valueError(`${rest} at position ${at + 1}`);
}

function groupName(name: string, groups: number, at: number): string {
  if (name === '') valueError(`missing group name at position ${at}`);
  if (/^\d+$/.test(name) && Number(name) > groups)
    valueError(`invalid group reference ${name} at position ${at}`);
  return name;
}

/** Text of a group by number or name; '' when it did not take part in the match. Throws for an unknown name. */
export function captured(match: RegExpExecArray, name: string): string {
  if (/^\d+$/.test(name)) return match[Number(name)] ?? '';
  if (!match.groups || !(name in match.groups)) valueError(`unknown group name '${name}'`);
  return match.groups![name] ?? '';
}
