import { compilePattern, type PyPattern } from '../../value/pyre.js';
import type { LineArgs } from './lineinfile.js';

interface EditedLines {
  /** With their line ends. */
  readonly lines: string[];
  readonly message: string;
  /** Number of lines removed. */
  readonly found?: number;
}

/**
 * lineinfile with state=present: the last line (the first with `firstmatch`) that matches the expression or
 * the text is replaced; a line that is equal already stays; else the line goes beside its anchor or to the end.
 */
export function editLines(args: LineArgs, line: string, lines: readonly string[]): EditedLines {
  const edited = [...lines];
  const matched = choose(lines, matcher(args), args.firstmatch);
  const at = matched ?? choose(lines, (text) => bare(text) === line, false);
  if (at !== undefined) {
    const text = matched !== undefined && args.backrefs ? expand(args, lines[at]!, line) : line;
    const wanted = text.endsWith('\n') ? text : `${text}\n`;
    if (edited[at] === wanted) return { lines: edited, message: '' };
    edited[at] = wanted;
    return { lines: edited, message: 'line replaced' };
  }
  if (args.backrefs) return { lines: edited, message: '' };
  return insert(args, line, edited);
}

/** lineinfile with state=absent: every matching line goes. */
export function removeLines(args: LineArgs, lines: readonly string[]): EditedLines {
  const matches = matcher(args) ?? ((text: string) => bare(text) === args.line);
  const kept = lines.filter((text) => !matches(text));
  const found = lines.length - kept.length;
  return { lines: kept, message: found > 0 ? `${found} line(s) removed` : '', found };
}

function insert(args: LineArgs, line: string, lines: string[]): EditedLines {
  const added = { lines, message: 'line added' };
  if (args.insertbefore === 'BOF' || args.insertafter === 'BOF') {
    lines.unshift(`${line}\n`);
    return added;
  }
  const anchor = args.insertbefore ?? args.insertafter ?? 'EOF';
  const pattern: PyPattern | undefined = anchor === 'EOF' ? undefined : compilePattern(anchor);
  const beside = pattern && choose(lines, (text) => pattern.search(text) !== null, args.firstmatch);
  if (beside === undefined) {
    terminateLast(lines);
    lines.push(`${line}\n`);
    return added;
  }
  const at = args.insertbefore === undefined ? beside + 1 : beside;
  if (at === lines.length) terminateLast(lines);
  lines.splice(at, 0, `${line}\n`);
  return added;
}

/** Index of the last (or first) line that fits. */
function choose(
  lines: readonly string[],
  fits: ((line: string) => boolean) | undefined,
  first: boolean,
): number | undefined {
  if (!fits) return undefined;
  const at = first ? lines.findIndex(fits) : lines.findLastIndex(fits);
  return at < 0 ? undefined : at;
}

function matcher(args: LineArgs): ((line: string) => boolean) | undefined {
  const { regexp, search_string: text } = args;
  if (regexp !== undefined) {
    const pattern = compilePattern(regexp);
    return (line) => pattern.search(line) !== null;
  }
  return text === undefined ? undefined : (line) => line.includes(text);
}

/** The template with the groups of the match put in, as Python's `match.expand`. */
function expand(args: LineArgs, text: string, template: string): string {
  const pattern = compilePattern(args.regexp!);
  const match = pattern.search(text)!;
  const replaced = pattern.replace(text, template, 1).text;
  const tail = text.length - match.index - match[0].length;
  return replaced.slice(match.index, replaced.length - tail);
}

function terminateLast(lines: string[]): void {
  const last = lines.at(-1);
  if (last !== undefined && !/[\r\n]$/.test(last)) lines[lines.length - 1] = `${last}\n`;
}

/** A line without its line end. */
function bare(line: string): string {
  return line.replace(/[\r\n]+$/, '');
}
