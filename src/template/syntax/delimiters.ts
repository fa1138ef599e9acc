import type { Syntax } from './token.js';

/** What begins at a delimiter of the text outside tags. */
export type Opening = 'raw' | 'block' | 'variable' | 'comment' | 'lineStatement' | 'lineComment';

/** The regular expressions that find the borders of tags, made once for each set of delimiters. */
export interface Delimiters {
  /** Next opening; the group that matched names it, `sign` is `-`, `+` or empty. Global. */
  readonly opening: RegExp;
  /** Ends of tags, tried at a place. Sticky. */
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly lineStatementEnd: RegExp;
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
    syntax.lineStatementPrefix,
    syntax.lineCommentPrefix,
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
  const raw = `(?<raw>${blockStart}(?<rawSign>[-+]?)\\s*raw\\s*(?:-${blockEnd}\\s*|${blockEnd}))`;
  const rest = tagsOf(syntax)
    .map(({ name, pattern }) => `(?<${name}>${pattern})`)
    .join('|');
  return {
    opening: new RegExp(`${raw}|(?:${rest})(?<sign>[-+]?)`, 'gm'),
    blockEnd: new RegExp(`\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${suffix}`, 'y'),
    variableEnd: new RegExp(`-${variableEnd}\\s*|${variableEnd}`, 'y'),
    lineStatementEnd: /\s*(?:\n|$)/my,
    comment: new RegExp(`[\\s\\S]*?(?:\\+${commentEnd}|-${commentEnd}\\s*|${commentEnd}${suffix})`, 'y'),
    rawEnd: new RegExp(
      `([\\s\\S]*?)${blockStart}([-+]?)\\s*endraw\\s*(?:\\+${blockEnd}|-${blockEnd}\\s*|${blockEnd}${suffix})`,
      'y',
    ),
  };
}

/** The openings, longest first; equal ones in Jinja2's order. */
function tagsOf(syntax: Syntax): { name: Opening; text: string; pattern: string }[] {
  const { variableStart, lineStatementPrefix, lineCommentPrefix, commentStart, blockStart } = syntax;
  const tags: { name: Opening; text: string; pattern: string }[] = [
    { name: 'variable', text: variableStart, pattern: literal(variableStart) },
  ];
  if (lineStatementPrefix !== undefined) {
    const pattern = `^[ \\t\\v]*${literal(lineStatementPrefix)}`;
    tags.push({ name: 'lineStatement', text: lineStatementPrefix, pattern });
  }
  if (lineCommentPrefix !== undefined) {
    const pattern = `(?:^|(?<=\\S))[^\\S\\r\\n]*${literal(lineCommentPrefix)}`;
    tags.push({ name: 'lineComment', text: lineCommentPrefix, pattern });
  }
  tags.push({ name: 'comment', text: commentStart, pattern: literal(commentStart) });
  tags.push({ name: 'block', text: blockStart, pattern: literal(blockStart) });
  return tags.sort((a, b) => b.text.length - a.text.length);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
