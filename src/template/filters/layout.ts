import { textLength } from '../../value/codePoints.js';
import { asIndex, asText } from '../../value/coerce.js';
import { splitLines } from '../../value/pymethods/strSplit.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { textFor } from './textInput.js';

/** Filters that lay out lines. */
export const layoutFilters: readonly FilterEntry[] = [
  {
    name: 'indent',
    doc: 'Indents all lines but the first by `width` (4, or a text); `first=true` the first too, `blank=true` empty lines too.',
    apply: indent,
  },
  {
    name: 'wordwrap',
    doc: 'Wraps lines at `width` (79) characters, joined with `wrapstring`.',
    apply: wordWrap,
  },
];

function indent(input: Value, args: Value[], kwargs: Kwargs): string {
  const { width, first, blank } = bind(
    'do_indent',
    [
      ['width', 4],
      ['first', false],
      ['blank', false],
    ],
    args,
    kwargs,
  );
  const indention = typeof width === 'string' ? width : ' '.repeat(Math.max(0, asIndex(width)));
  const lines = splitLines(`${textFor(input, 'splitlines')}\n`);
  const indented = lines.map((line, i) =>
    i > 0 && (line !== '' || truthy(blank)) ? indention + line : line,
  );
  return (truthy(first) ? indention : '') + indented.join('\n');
}

function wordWrap(input: Value, args: Value[], kwargs: Kwargs): string {
  const params = [
    ['width', 79],
    ['break_long_words', true],
    ['wrapstring', '\n'],
    ['break_on_hyphens', true],
  ] as const;
  const bound = bind('do_wordwrap', params, args, kwargs);
  const width = asIndex(bound.width);
  const separator = bound.wrapstring === null ? '\n' : asText(bound.wrapstring);
  return splitLines(textFor(input, 'splitlines'))
    .map((line) =>
      wrapLine(line, width, truthy(bound.break_long_words), truthy(bound.break_on_hyphens)).join(separator),
    )
    .join(separator);
}

/** Python's textwrap for one line, whitespace kept between words and dropped at breaks. */
function wrapLine(line: string, width: number, breakWords: boolean, hyphens: boolean): string[] {
  const chunks = line
    .split(hyphens ? /(\s+)|(?<=[\p{L}\p{N}_]{2}-)(?=[\p{L}_]{2})/u : /(\s+)/)
    .filter(Boolean);
  const lines: string[] = [];
  let current = '';
  for (let chunk of chunks) {
    const blank = /^\s+$/.test(chunk);
    if (blank && current === '' && lines.length > 0) continue;
    if (textLength(current) + textLength(chunk) <= width) {
      current += chunk;
      continue;
    }
    if (breakWords && textLength(chunk) > width) {
      while (textLength(chunk) > width || textLength(current) + textLength(chunk) > width) {
        const room = Math.max(1, width - textLength(current));
        lines.push(current + chunk.slice(0, room));
        chunk = chunk.slice(room);
        current = '';
      }
      current = chunk;
      continue;
    }
    if (current.trim() !== '') lines.push(current.trimEnd());
    current = blank ? '' : chunk;
  }
  if (current.trim() !== '') lines.push(current.trimEnd());
  return lines;
}
