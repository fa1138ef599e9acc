import type { Syntax } from './token.js';

/** What begins at a delimiter of the text outside tags. */
export type Opening = 'raw' | 'block' | 'variable' | 'comment';

/** The regular expressions that find the borders of tags, made once for each set of delimiters. */
export interface Delimiters {
  /** Next opening; the group that matched names it, `sign` is `-`, `+` or empty. Global. */
  readonly opening: RegExp;
  /** Ends of tags, tried at a place. Sticky. */
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  /** Rest of a comment with its end. Sticky. */
  readonly comment: RegExp;
  /** Rest of a raw section with its end tag; group 1 the text, group 2 the sign. Sticky. */
  readonly rawEnd: RegExp;
}

const known = new Map<string, Delimiters>();

/** The expressions for the delimiters and trimming of `syntax`. */
export function delimitersOf(syntax: Syntax): Delimiters {
  const { blockStart, blockEnd, variableStart, variableEnd, commentStart, commentEnd, trimBlocks } = syntax;
  const key = JSON.stringify([
    blockStart,
    blockEnd,
    variableStart,
    variableEnd,
    commentStart,
    commentEnd,
    trimBlocks,
  ]);
  let made = known.get(key);
  if (!made) {
    made = build(syntax);
    known.set(key, made);
  }
  return made;
}

function build(syntax: Syntax): Delimiters {
  const blockStart = literal(syntax.blockStart);
  const blockEnd = literal(syntax.blockEnd);
  const variableEnd = literal(syntax.variableEnd);
  const commentEnd = literal(syntax.commentEnd);
  const suffix = syntax.trimBlocks ? '\\n?' : '';
  const tags: [Opening, string][] = [
    ['block', syntax.blockStart],
    ['variable', syntax.variableStart],
    ['comment', syntax.commentStart],
  ];
  tags.sort((a, b) => b[1].length - a[1].length);
  const raw = `(?<raw>${blockStart}(?<rawSign>[-+]?)\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd}))`;
  const rest = tags.map(([name, text]) => `(?<${name}>${literal(text)})`).join('|');
  return {
    opening: new RegExp(`${raw}|(?:${rest})(?<sign>[-+]?)`, 'g'),
    blockEnd: new RegExp(`\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${suffix}`, 'y'),
    variableEnd: new RegExp(`-${variableEnd}\\s*|${variableEnd}`, 'y'),
    comment: new RegExp(`[\\s\\S]*?(?:\\+${commentEnd}|-${commentEnd}\\s*|${commentEnd}${suffix})`, 'y'),
    rawEnd: new RegExp(
      `([\\s\\S]*?)${blockStart}([-+]?)\\s*endraw\\s*(?:\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${suffix})`,
      'y',
    ),
  };
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
