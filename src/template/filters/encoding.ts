import { Bytes } from '../../value/bytes.js';
import { asText } from '../../value/coerce.js';
import { Markup } from '../../value/markup.js';
import { pyStr } from '../../value/repr.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

const encodings: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  ascii: 'latin1',
  'latin-1': 'latin1',
  'utf-16-le': 'utf16le',
  'utf-16le': 'utf16le',
};

/** Base64 and shell quoting. */
export const encodingFilters: readonly FilterEntry[] = [
  {
    name: 'b64encode',
    doc: 'The text in base64; `encoding` (utf-8) is that of the text.',
    apply: (input, args, kwargs) => {
      const { encoding } = bind('b64encode', [['encoding', 'utf-8']], args, kwargs);
      const data = input instanceof Bytes ? input.data : Buffer.from(pyStr(input), codec(asText(encoding)));
      return data.toString('base64');
    },
  },
  {
    name: 'b64decode',
    doc: 'The text of a base64 value; `encoding` (utf-8) is that of the text.',
    apply: (input, args, kwargs) => {
      const { encoding } = bind('b64decode', [['encoding', 'utf-8']], args, kwargs);
      return Buffer.from(pyStr(input), 'base64').toString(codec(asText(encoding)));
    },
  },
  {
    name: 'quote',
    doc: 'The text quoted for a POSIX shell.',
    apply: (input) => {
      const quoted = shellQuote(input === null ? '' : pyStr(input));
      return input instanceof Markup ? new Markup(quoted.replaceAll("'", '&#39;')) : quoted;
    },
  },
];

function codec(name: string): BufferEncoding {
  return encodings[name.toLowerCase()] ?? 'utf8';
}

/** Python's shlex.quote. */
function shellQuote(text: string): string {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
