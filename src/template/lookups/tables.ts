import { asText } from '../../value/coerce.js';
import { compilePattern } from '../../value/pyre.js';
import type { Kwargs, Value } from '../../value/types.js';
import { readText } from '../files/read.js';
import { requireFile } from '../files/search.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure } from './failure.js';
import { splitTerm } from './termOptions.js';

/** Lookups of single values inside files. */
export const tableLookups: readonly LookupEntry[] = [
  {
    name: 'csvfile',
    doc: 'The field in column `col` (1) of the row whose first field is the term; options file, delimiter, default.',
    apply: (terms, kwargs, ctx) => terms.flatMap((term) => csvField(asText(term), kwargs, ctx)),
  },
  {
    name: 'ini',
    doc: 'The value of a key in `section` (global) of an ini or properties `file`; `re=true` takes the key as pattern.',
    apply: (terms, kwargs, ctx) => terms.flatMap((term) => iniValues(asText(term), kwargs, ctx)),
  },
];

function csvField(term: string, kwargs: Kwargs, ctx: CallContext): Value[] {
  const { text: key, options } = splitTerm(term, ['file', 'delimiter', 'col', 'default', 'encoding'], kwargs);
  const path = requireFile(ctx.scope, 'files', options.get('file') ?? 'ansible.csv', 'csvfile');
  const wanted = options.get('delimiter') ?? 'TAB';
  const rows = parseCsv(readText(path, 'csvfile', ctx), wanted === 'TAB' || wanted === '\\t' ? '\t' : wanted);
  const column = Number(options.get('col') ?? 1);
  const row = rows.find((fields) => fields[0] === key);
  if (!row) {
    const fallback = options.get('default');
    return fallback === undefined ? [] : [fallback];
  }
  const field = row[column];
  if (field === undefined)
    return lookupFailure('csvfile', `the row of "${key}" in ${path} has no column ${column}`);
  return [field];
}

function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') field += text[++i]!;
      else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      row.push(field);
      field = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      rows.push([...row, field]);
      row = [];
      field = '';
    } else field += char;
  }
  return field !== '' || row.length > 0 ? [...rows, [...row, field]] : rows;
}

function iniValues(term: string, kwargs: Kwargs, ctx: CallContext): Value[] {
  const known = ['file', 'section', 're', 'type', 'default', 'encoding', 'case_sensitive', 'allow_no_value'];
  const { text: key, options } = splitTerm(term, known, kwargs);
  const path = requireFile(ctx.scope, 'files', options.get('file') ?? 'ansible.ini', 'ini');
  const properties = options.get('type') === 'properties';
  const section = properties ? 'java_properties' : (options.get('section') ?? 'global');
  const caseSensitive = /^(?:true|yes|1)$/i.test(options.get('case_sensitive') ?? '');
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  const text = readText(path, 'ini', ctx);
  const values = parseIni(properties ? `[java_properties]\n${text}` : text, fold).get(section);
  if (/^(?:true|yes|1)$/i.test(options.get('re') ?? '')) {
    const pattern = compilePattern(key);
    return [...(values ?? [])].filter(([name]) => pattern.match(name) !== null).map(([, value]) => value);
  }
  const value = values?.get(fold(key)) ?? options.get('default') ?? '';
  return [value];
}

/** Sections of an ini file; indented lines continue the value above. */
function parseIni(text: string, fold: (name: string) => string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  let last: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[([^\]]+)\]/.exec(line);
    const entry = /^\s*([^=:#;\s][^=:]*?)\s*(?:[=:]\s*(.*))?$/.exec(line);
    if (/^\s*[#;]/.test(line) || line.trim() === '') continue;
    if (header) {
      current = sections.get(header[1]!) ?? new Map();
      sections.set(header[1]!, current);
      last = undefined;
    } else if (/^\s/.test(line) && current && last !== undefined) {
      current.set(last, `${current.get(last)}\n${line.trim()}`);
    } else if (entry && current) {
      last = fold(entry[1]!.trim());
      current.set(last, (entry[2] ?? '').trim());
    }
  }
  return sections;
}
