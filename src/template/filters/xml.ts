import { PyError } from '../../value/errors.js';
import { dumps, loads } from '../../value/json.js';
import { intOf } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, type Value } from '../../value/types.js';
import { elementValue, writeElements } from '../xml/dicts.js';
import { readXml, XmlError } from '../xml/read.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters between XML and dicts, in the notation of xmltodict. */
export const xmlFilters: readonly FilterEntry[] = [
  {
    name: 'from_xml',
    doc: 'An XML text as JSON text: attributes under `@name`, text under `#text`, repeated elements as lists.',
    apply: (input, args, kwargs) => {
      checkEngine('from_xml', bind('from_xml', [['engine', 'xmltodict']], args, kwargs).engine);
      try {
        const root = readXml(pyStr(input));
        return dumps(Dict.of({ [root.name]: elementValue(root) }));
      } catch (error) {
        if (!(error instanceof XmlError)) throw error;
        const place = `character ${error.position + 1}`;
        throw refusal('from_xml', `Input Xml is not valid: ${error.message} (${place})`);
      }
    },
  },
  {
    name: 'to_xml',
    doc: 'A dict of the form that from_xml gives as XML; options indent (tabs or spaces), indent_width, full_document.',
    apply: toXml,
  },
];

function toXml(input: Value, args: Value[], kwargs: Kwargs): Value {
  const options = bind(
    'to_xml',
    [
      ['engine', 'xmltodict'],
      ['indent', 'tabs'],
      ['indent_width', 4],
      ['full_document', true],
    ],
    args,
    kwargs,
  );
  checkEngine('to_xml', options.engine);
  const { indent } = options;
  if (indent !== 'tabs' && indent !== 'spaces')
    throw refusal('to_xml', `value of indent must be one of: tabs, spaces, got: ${pyStr(indent)}`);
  const unit = indent === 'tabs' ? '\t' : ' '.repeat(Number(intOf(options.indent_width) ?? 4));
  const data = typeof input === 'string' ? parsed(input) : input;
  if (!(data instanceof Dict)) throw refusal('to_xml', 'Input json is not valid: it is no dict');
  const whole = truthy(options.full_document);
  const [root] = data;
  if (whole && (data.size !== 1 || (Array.isArray(root![1]) && root![1].length > 1)))
    throw refusal('to_xml', `Input json is not valid: a document has one root element, not ${data.size}`);
  const body = Array.from(data, ([name, value]) => writeElements(pyStr(name), value, unit)).join('');
  return whole ? `<?xml version="1.0" encoding="utf-8"?>\n${body}` : body;
}

function parsed(text: string): Value {
  try {
    return loads(text);
  } catch {
    throw refusal('to_xml', 'Input json is not valid');
  }
}

function checkEngine(filter: string, engine: Value): void {
  if (engine !== 'xmltodict') throw refusal(filter, `engine: ${pyStr(engine)} is not supported `);
}

function refusal(filter: string, message: string): PyError {
  return new PyError('AnsibleError', `Error when using plugin '${filter}': ${message}`);
}
