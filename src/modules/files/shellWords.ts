import { fail } from '../../diag/diagnostic.js';

/**
 * Splits text into words as Python's shlex.split does in POSIX mode: single quotes, double quotes (where a
 * backslash escapes only `"` and itself), backslashes; comments are not known. Throws a DiagnosticError (`bad-quoting`).
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) unbalanced(text);
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (char === '"') {
      const part = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(text.slice(i));
      if (!part) unbalanced(text);
      word = (word ?? '') + part[1]!.replace(/\\(["\\])/g, '$1');
      i += part[0].length - 1;
    } else if (char === '\\') {
      if (i + 1 >= text.length) unbalanced(text);
      word = (word ?? '') + text[++i]!;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function unbalanced(text: string): never {
  return fail('bad-quoting', `quotes or backslashes are not balanced in: ${text}`, {
    fix: 'close every quote',
  });
}
