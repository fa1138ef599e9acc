import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import { parseCsv } from '../csv.js';
import { parseIni } from '../ini.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

const delimiters: Readonly<Record<string, string>> = { excel: ',', 'excel-tab': '\t', unix: ',' };

/** Filters that read and write tables and ini texts. */
export const tabularFilters: readonly FilterEntry[] = [
  {
    name: 'from_csv',
    doc: 'The rows of a CSV text as dicts; options dialect (excel, excel-tab, unix), fieldnames, delimiter, skipinitialspace.',
    apply: fromCsv,
  },
  {
    name: 'from_ini',
    doc: 'The sections of an ini text as a dict of dicts.',
    apply: (input) => {
      const sections = parseIni(asText(input));
      return new Dict(Array.from(sections, ([name, keys]) => [name, new Dict(keys)] as const));
    },
  },
  {
    name: 'to_ini',
    doc: 'A dict of sections, which are dicts, as an ini text.',
    apply: (input) => {
      if (!(input instanceof Dict)) throw new PyError('AnsibleError', 'to_ini requires a dict');
      const sections = Array.from(input, ([name, keys]) => {
        const lines =
          keys instanceof Dict ? Array.from(keys, ([key, value]) => `${pyStr(key)} = ${pyStr(value)}\n`) : [];
        return `[${pyStr(name)}]\n${lines.join('')}`;
      });
      return sections.join('\n');
    },
  },
];

function fromCsv(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const params = [
    ['dialect', 'excel'],
    ['fieldnames', null],
    ['delimiter', null],
    ['skipinitialspace', null],
    ['strict', null],
  ] as const;
  const bound = bind('from_csv', params, args, kwargs);
  const dialect = asText(bound.dialect);
  const preset = Object.hasOwn(delimiters, dialect) ? delimiters[dialect] : undefined;
  if (preset === undefined) {
    throw new PyError('AnsibleError', `Dialect '${dialect}' is not supported by your version of python.`);
  }
  const delimiter = bound.delimiter === null ? preset : asText(bound.delimiter);
  if (delimiter.length !== 1) {
    const message = 'Unable to create custom dialect: "delimiter" must be a 1-character string';
    throw new PyError('AnsibleError', message);
  }
  const text = asText(input).replace(/^\ufeff/, '');
  const rows = parseCsv(text, { delimiter, skipInitialSpace: truthy(bound.skipinitialspace) });
  const filled = rows.filter((row) => row.length > 0);
  const names = bound.fieldnames === null ? filled.shift() : Array.from(iterate(bound.fieldnames), pyStr);
  return filled.map((row) => namedFields(names ?? [], row));
}

/** Fields without a name stand under None, names without a field are None. */
function namedFields(names: readonly string[], row: readonly string[]): Dict {
  const dict = new Dict(names.map((name, i) => [name, row[i] ?? null] as const));
  return row.length > names.length ? dict.set(null, row.slice(names.length)) : dict;
}
