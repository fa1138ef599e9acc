import { asIndex, asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import type { Kwargs, Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { textFor } from './textInput.js';

interface Style {
  readonly decoration: string;
  readonly beginning?: string;
  readonly end?: string;
}

const styles: Readonly<Record<string, Style>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

/** The comment filter. */
export const commentFilters: readonly FilterEntry[] = [
  {
    name: 'comment',
    doc: 'The text as a comment in a style (plain, erlang, c, cblock, xml) or with own decoration, prefix and postfix.',
    apply: comment,
  },
];

const known: ReadonlySet<string> = new Set([
  'newline',
  'decoration',
  'beginning',
  'end',
  'prefix',
  'prefix_count',
  'postfix',
  'postfix_count',
]);

function comment(input: Value, args: Value[], kwargs: Kwargs): string {
  const { style: name } = bind(
    'comment',
    [['style', 'plain']],
    args,
    new Map([...kwargs].filter(([key]) => key === 'style')),
  );
  const style = styles[asText(name)];
  if (!style) throw new PyError('AnsibleError', `Invalid style '${asText(name)}'.`);
  const options = bind(
    'comment',
    [
      ['newline', '\n'],
      ['decoration', style.decoration],
      ['beginning', style.beginning ?? ''],
      ['end', style.end ?? ''],
      ['prefix', undefined],
      ['prefix_count', 1],
      ['postfix', undefined],
      ['postfix_count', 1],
    ],
    [],
    new Map([...kwargs].filter(([name]) => known.has(name))),
  );
  const newline = asText(options.newline);
  const decoration = asText(options.decoration);
  const bare = decoration.trimEnd();
  const times = (line: string, count: Value): string => line.repeat(Math.max(0, asIndex(count)));
  const prefix = options.prefix === undefined ? bare : asText(options.prefix);
  const postfix = options.postfix === undefined ? bare : asText(options.postfix);
  const before = prefix === '' || prefix === newline ? prefix : prefix + newline;
  const after = postfix === newline ? newline : newline + postfix;
  const beginning = asText(options.beginning);
  const end = asText(options.end);
  const body = textFor(input, 'replace')
    .split(newline)
    .map((line, i, lines) => (line === '' && i < lines.length - 1 ? bare : decoration + line))
    .join(newline);
  const head = beginning === '' ? '' : beginning + newline;
  const tail = end === '' ? '' : newline + end;
  return `${head}${times(before, options.prefix_count)}${body}${times(after, options.postfix_count)}${tail}`;
}
