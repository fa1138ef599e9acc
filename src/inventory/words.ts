/** A word of a line and the 0-based column it begins at. */
export interface Word {
  readonly text: string;
  readonly column: number;
}

/**
 * Splits a line into words as Python's `shlex.split(comments=True)` does: quotes are removed, `\` escapes outside
 * single quotes, `#` begins a comment even inside an unquoted word. Returns the column of a quote left open instead.
 */
export function splitWords(line: string): Word[] | { readonly openQuote: number } {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(line[at] ?? '')) at++;
    if (at >= line.length || line[at] === '#') return words;
    const column = at;
    let text = '';
    while (at < line.length && !/[\s#]/.test(line[at]!)) {
      const char = line[at]!;
      if (char === '"' || char === "'") {
        const quoted = readQuoted(line, at);
        if (!quoted) return { openQuote: at };
        text += quoted.text;
        at = quoted.end;
      } else if (char === '\\') {
        if (at + 1 >= line.length) return { openQuote: at };
        text += line[at + 1]!;
        at += 2;
      } else {
        text += char;
        at++;
      }
    }
    words.push({ text, column });
  }
}

function readQuoted(line: string, start: number): { text: string; end: number } | undefined {
  const quote = line[start]!;
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const char = line[at]!;
    if (char === quote) return { text, end: at + 1 };
    const next = line[at + 1];
    if (quote === '"' && char === '\\' && (next === '"' || next === '\\')) {
      text += next;
      at++;
    } else {
      text += char;
    }
  }
  return undefined;
}
