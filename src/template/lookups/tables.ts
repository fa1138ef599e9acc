import { readFileSync } from 'node:fs';
import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { parseInteger } from '../../value/numberLiteral.js';
import { compilePattern } from '../../value/pyre.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import type { Kwargs, Value } from '../../value/types.js';
import { parseCsv } from '../csv.js';
import { decodeText } from '../files/decode.js';
import { requireFile } from '../files/search.js';
import { type IniOptions, type IniSection, interpolate, parseIni } from '../ini.js';
import type { CallContext } from '../types.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure, lookupMisuse } from './failure.js';
import { lookupOptions } from './options.js';
import { splitTerm } from './termOptions.js';

/** Lookups of single values inside files. */
export const tableLookups: readonly LookupEntry[] = [
  {
    name: 'csvfile',
    doc: 'The field in column `col` (1) of the row whose first field is the term; options file, delimiter, default, encoding.',
    apply: (terms, kwargs, ctx) => {
      const options: Record<string, Value> = { ...lookupOptions(kwargs, csvDefaults) };
      return terms.flatMap((term) => csvField(asText(term), options, ctx));
    },
  },
  {
    name: 'ini',
    doc: 'The value of a key in `section` (global) of an ini or properties `file`; options re, type, default, encoding, case_sensitive, allow_no_value.',
    apply: iniValues,
  },
];

const csvDefaults = {
  file: 'ansible.csv',
  delimiter: 'TAB',
  col: '1',
  default: null,
  encoding: 'utf-8',
} as const;

/** Options inside a term hold for the terms after it, too. */
function csvField(term: string, options: Record<string, Value>, ctx: CallContext): Value[] {
  const { text: key, options: inline } = splitTerm(term);
  if (key === '') return lookupMisuse('Search key is required but was not found');
  for (const [name, value] of inline) {
    if (!(name in options)) lookupMisuse(`${name} is not a valid option`);
    options[name] = value;
  }
  const delimiter = options.delimiter === 'TAB' ? '\t' : pyStr(options.delimiter!);
  if (delimiter.length !== 1) lookupMisuse('csvfile: "delimiter" must be a 1-character string');
  const path = requireFile(ctx.scope, 'files', pyStr(options.file!), 'csvfile');
  const rows = parseCsv(decodeText(readFileSync(path), pyStr(options.encoding!)), { delimiter });
  const row = rows.find((fields) => fields[0] === key);
  const fallback = options.default!;
  if (!row) return fallback === null ? [] : Array.isArray(fallback) ? fallback : [fallback];
  const column = parseInteger(pyStr(options.col!));
  if (column === undefined)
    return lookupMisuse(`csvfile: invalid literal for int() with base 10: '${pyStr(options.col!)}'`);
  const field = row.at(Number(column));
  return field === undefined ? lookupMisuse('csvfile: list index out of range') : [field];
}

const iniDefaults = {
  type: 'ini',
  file: 'ansible.ini',
  section: 'global',
  re: false,
  encoding: 'utf-8',
  default: '',
  case_sensitive: false,
  allow_no_value: false,
} as const;

function iniValues(terms: Value[], kwargs: Kwargs, ctx: CallContext): Value[] {
  const options: Record<string, Value> = { ...lookupOptions(kwargs, iniDefaults) };
  const caseSensitive = truthy(options.case_sensitive!);
  const allowNoValue = truthy(kwargs.get('allow_none') ?? options.allow_no_value!);
  const fold = (name: string): string => (caseSensitive ? name : name.toLowerCase());
  return terms.flatMap((term) => {
    const key = iniKey(asText(term), options);
    const file = pyStr(options.file!);
    const path = requireFile(ctx.scope, 'files', file, 'ini');
    const text = decodeText(readFileSync(path), pyStr(options.encoding!));
    const properties = options.type === 'properties';
    if (properties) options.section = 'java_properties';
    const sections = readIni(properties ? `[java_properties]\n${text}` : text, file, { fold, allowNoValue });
    const name = pyStr(options.section!);
    const section = sections.get(name);
    if (!section) return lookupFailure(`No section '${name}' in ${file}`);
    if (truthy(options.re!)) return matching(section, key, fold);
    const value = section.get(fold(key));
    if (value === null) return [];
    if (value === undefined) return options.default === null ? [] : [options.default!];
    return [interpolate(value, section, fold)];
  });
}

function readIni(text: string, file: string, options: IniOptions): Map<string, IniSection> {
  try {
    return parseIni(text, options);
  } catch (error) {
    if (error instanceof PyError && / option .* already exists/.test(error.message))
      return lookupFailure(`Duplicate option in '${file}': ${error.message}`);
    throw error;
  }
}

function matching(section: IniSection, key: string, fold: (name: string) => string): Value[] {
  const pattern = compilePattern(key);
  const found = [...section].filter(([name]) => pattern.match(name) !== null);
  return found.map(([, value]) => (value === null ? null : interpolate(value, section, fold)));
}

/** The key of a term such as `key section=a file=b c.ini`; words without `=` belong to the option before them. */
function iniKey(term: string, options: Record<string, Value>): string {
  if (!term.includes('=') && !term.trim().includes(' ')) return term;
  const parts: string[] = [];
  for (const word of term.split(/\s+/).filter((each) => each !== '')) {
    const starts = Object.keys(options).some((name) => word.includes(`${name}=`));
    if (parts.length === 0 || starts) parts.push(word);
    else parts[parts.length - 1] += ` ${word}`;
  }
  let key: string | undefined;
  for (const part of parts) {
    const [name = '', value, ...more] = part.split('=');
    if (value === undefined) {
      key ??= part;
      continue;
    }
    if (more.length > 0)
      lookupFailure(`Could not use '${part}' from '${term}': too many values to unpack (expected 2)`);
    if (!(name in options)) lookupFailure(`${name} is not a valid option.`);
    options[name] = value;
  }
  if (key !== undefined) return key;
  return lookupFailure(`No key to lookup was provided as first term with in string inline options: ${term}`);
}
