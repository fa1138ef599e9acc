import { PyError } from './errors.js';

/** Flags of Python's `re`: inline `(?ims)` in a pattern add to them. */
export interface RegexFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
  readonly verbose?: boolean;
}

/** A pattern in JS syntax (for the `v` flag) with the case flag it needs. */
interface TranslatedPattern {
  readonly source: string;
  readonly ignoreCase: boolean;
}

const word = '\\p{L}\\p{N}_';
const space = '\\s\\x1c-\\x1f\\x85';
const digit = '\\p{Nd}';
const start = '(?<![\\s\\S])';
const end = '(?![\\s\\S])';

const classes: Readonly<Record<string, string>> = {
  d: `[${digit}]`,
  D: `[^${digit}]`,
  w: `[${word}]`,
  W: `[^${word}]`,
  s: `[${space}]`,
  S: `[^${space}]`,
};
const boundaries: Readonly<Record<string, string>> = {
  A: start,
  Z: end,
  b: `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`,
  B: `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`,
};
const controls: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/**
 * Translates a pattern of Python's `re` to JS: `(?P<n>…)`, inline and scoped flags, `\A`, `\Z`, Python's `$`
 * (before a final newline too), Unicode `\w`, `\d`, `\s` and `\b`, verbose mode. Throws a ValueError with the
 * position for what is no valid pattern, and for conditionals, atomic groups and possessive repeats.
 */
export function translateRegex(pattern: string, flags: RegexFlags): TranslatedPattern {
  return new Translator(pattern, flags).translate();
}

interface Mode {
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  /** Case folding of a scoped `(?i:…)`, written out letter by letter. */
  readonly fold: boolean;
}

class Translator {
  private at = 0;
  private ignoreCase: boolean;
  private mode: Mode;
  private readonly outer: { readonly mode: Mode; readonly opened: number }[] = [];
  private groups = 0;
  /** What a repeat may follow: an item, nothing (or a mere position), or another repeat. */
  private before: 'nothing' | 'item' | 'repeat' = 'nothing';

  constructor(
    private readonly pattern: string,
    flags: RegexFlags,
  ) {
    this.ignoreCase = flags.ignoreCase ?? false;
    this.mode = {
      multiline: flags.multiline ?? false,
      dotAll: flags.dotAll ?? false,
      verbose: flags.verbose ?? false,
      fold: false,
    };
  }

  translate(): TranslatedPattern {
    let source = '';
    while (this.at < this.pattern.length) source += this.piece();
    const unclosed = this.outer.at(-1);
    if (unclosed) this.fail('missing ), unterminated subpattern', unclosed.opened);
    return { source, ignoreCase: this.ignoreCase };
  }

  private piece(): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.at)!);
    const from = this.at;
    this.at += char.length;
    if (/[*+?]/.test(char)) return this.quantifier(char, from);
    if (char === '{') return this.repeat();
    this.before = /[(|^$]/.test(char) ? 'nothing' : 'item';
    switch (char) {
      case '\\':
        return this.escape();
      case '[':
        return this.set();
      case '(':
        return this.group();
      case ')':
        if (this.outer.length === 0) this.fail('unbalanced parenthesis', from);
        this.mode = this.outer.pop()!.mode;
        return ')';
      case '.':
        return this.mode.dotAll ? '[\\s\\S]' : '[^\\n]';
      case '^':
        return this.mode.multiline ? '(?<![^\\n])' : start;
      case '$':
        return this.mode.multiline ? '(?![^\\n])' : `(?=\\n?${end})`;
      case '|':
        return char;
      case '#':
        return this.mode.verbose ? this.skip(/[^\n]*/y) : '#';
      default:
        return this.mode.verbose && /\s/.test(char) ? '' : this.literal(char);
    }
  }

  /** A repeat sign, which must follow something to repeat. */
  private quantifier(sign: string, from: number): string {
    if (this.before === 'nothing') this.fail('nothing to repeat', from);
    if (this.before === 'repeat') this.fail('multiple repeat', from);
    this.before = 'repeat';
    return sign + this.lazy();
  }

  private literal(char: string): string {
    if (this.mode.fold && char.toLowerCase() !== char.toUpperCase()) {
      return `[${char.toLowerCase()}${char.toUpperCase()}]`;
    }
    return quote(char);
  }

  private lazy(): string {
    if (this.pattern[this.at] === '+') this.fail('possessive repeats are not supported');
    if (this.pattern[this.at] !== '?') return '';
    this.at++;
    return '?';
  }

  private repeat(): string {
    const match = /^(\d*)(,?)(\d*)\}/.exec(this.pattern.slice(this.at));
    if (!match || (match[1] === '' && match[3] === '' && match[2] === '')) {
      this.before = 'item';
      return '\\{';
    }
    const from = this.at - 1;
    this.at += match[0].length;
    if (match[3] !== '' && Number(match[3]) < Number(match[1]))
      this.fail('min repeat greater than max repeat', from + 1);
    return this.quantifier(`{${match[1] || '0'}${match[2]}${match[3]}}`, from);
  }

  private group(): string {
    const rest = this.pattern.slice(this.at);
    const named = /^\?P<([^>]*)>/.exec(rest);
    const reference = /^\?P=([^)]*)\)/.exec(rest);
    const plain = /^\?(?::|=|!|<=|<!)/.exec(rest);
    const options = /^\?([aiLmsux]*)(?:-([imsx]+))?([:)])/.exec(rest);
    if (reference) {
      this.at += reference[0].length;
      this.before = 'item';
      return `\\k<${reference[1]}>`;
    }
    if (/^\?#/.test(rest)) return this.skip(/\?#[^)]*\)/y);
    if (options && !plain) return this.options(options[0], options[1]!, options[2] ?? '', options[3]!);
    if (rest.startsWith('?') && !named && !plain) this.fail(`unknown extension ${rest.slice(0, 2)}`);
    this.outer.push({ mode: this.mode, opened: this.at - 1 });
    if (!plain) this.groups++;
    const head = named?.[0] ?? plain?.[0] ?? '';
    this.at += head.length;
    if (named && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(named[1]!)) {
      this.fail(`bad character in group name '${named[1]}'`);
    }
    return named ? `(?<${named[1]}>` : `(${head}`;
  }

  private options(head: string, on: string, off: string, close: string): string {
    const position = this.at - 1;
    this.at += head.length;
    const scoped = close === ':';
    if (!scoped && position > 0) this.fail('global flags not at the start of the expression', position);
    if (scoped) this.outer.push({ mode: this.mode, opened: position });
    else if (on.includes('i')) this.ignoreCase = true;
    if (scoped && off.includes('i') && this.ignoreCase)
      this.fail('switching ignore-case off is not supported');
    const set = (letter: string, before: boolean): boolean =>
      (before || on.includes(letter)) && !off.includes(letter);
    this.mode = {
      multiline: set('m', this.mode.multiline),
      dotAll: set('s', this.mode.dotAll),
      verbose: set('x', this.mode.verbose),
      fold: scoped ? set('i', this.mode.fold) && !this.ignoreCase : this.mode.fold,
    };
    return scoped ? '(?:' : '';
  }

  private escape(): string {
    const char = this.pattern[this.at];
    if (char === undefined) this.fail('bad escape (end of pattern)', this.at - 1);
    if (/[AZbB]/.test(char!)) this.before = 'nothing';
    const boundary = boundaries[char!] ?? classes[char!];
    if (boundary !== undefined) {
      this.at++;
      return boundary;
    }
    const reference = /^[1-9]\d?(?!\d)|^[1-9]/.exec(this.pattern.slice(this.at));
    if (reference && !/^[0-3][0-7]{2}/.test(this.pattern.slice(this.at))) {
      if (Number(reference[0]) > this.groups) this.fail(`invalid group reference ${reference[0]}`);
      this.at += reference[0].length;
      return `(?:\\${reference[0]})`;
    }
    return this.literal(this.escapedChar());
  }

  /** A backslash escape that stands for one character. */
  private escapedChar(): string {
    const rest = this.pattern.slice(this.at);
    const hex = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(rest);
    const octal = hex ? null : /^(?:0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
    if (hex || octal) {
      this.at += (hex ?? octal)![0].length;
      const code = hex ? Number.parseInt((hex[1] ?? hex[2] ?? hex[3])!, 16) : Number.parseInt(octal![0], 8);
      return String.fromCodePoint(code);
    }
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    const control = controls[char];
    if (control === undefined && /^[A-Za-z0-9]/.test(rest)) this.fail(`bad escape \\${char}`, this.at - 1);
    this.at += char.length;
    return control === undefined ? char : String.fromCharCode(control);
  }

  private set(): string {
    const opened = this.at - 1;
    const negated = this.pattern[this.at] === '^';
    if (negated) this.at++;
    let body = '';
    let first = true;
    while (first || this.pattern[this.at] !== ']') {
      if (this.at >= this.pattern.length) this.fail('unterminated character set', opened);
      first = false;
      const from = this.at;
      const low = this.member();
      if (low.length > 2 || this.pattern[this.at] !== '-' || this.pattern[this.at + 1] === ']') {
        body += low.length > 2 ? low : this.folded(low, low);
        continue;
      }
      this.at++;
      const high = this.member();
      if (high.length > 2 || high.codePointAt(0)! < low.codePointAt(0)!) {
        this.fail(`bad character range ${this.pattern.slice(from, this.at)}`, from);
      }
      body += this.folded(low, high);
    }
    this.at++;
    return `[${negated ? '^' : ''}${body}]`;
  }

  /** One member of a set: a character, or (longer than 2 units) the nested set of a class escape. */
  private member(): string {
    const char = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    this.at += char.length;
    if (char !== '\\') return char;
    const nested = classes[this.pattern[this.at] ?? ''];
    if (nested === undefined) return this.escapedChar();
    this.at++;
    return nested;
  }

  private folded(low: string, high: string): string {
    const range = (from: string, to: string): string =>
      from === to ? quote(from) : `${quote(from)}-${quote(to)}`;
    const plain = range(low, high);
    if (!this.mode.fold) return plain;
    const upper = range(low.toUpperCase(), high.toUpperCase());
    const lower = range(low.toLowerCase(), high.toLowerCase());
    return /^\p{L}$/u.test(low) && /^\p{L}$/u.test(high) ? lower + upper : plain;
  }

  private skip(what: RegExp): string {
    what.lastIndex = this.at;
    const match = what.exec(this.pattern);
    if (!match) this.fail('missing ), unterminated comment');
    this.at += match![0].length;
    return '';
  }

  private fail(problem: string, at = this.at): never {
    throw new PyError('ValueError', `${problem} at position ${at}`);
  }
}

function quote(char: string): string {
  if (/[$()*+\-./?[\\\]^{|}&!#%,:;<=>@`~]/.test(char)) return `\\u{${char.codePointAt(0)!.toString(16)}}`;
  return /[\s\x00-\x1f]/.test(char) ? `\\u{${char.codePointAt(0)!.toString(16)}}` : char;
}
