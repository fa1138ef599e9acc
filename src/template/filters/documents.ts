import type { Param } from '../../value/bind.js';
import { asIndex, asText } from '../../value/coerce.js';
import { DateTime } from '../../value/datetime.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, typeError } from '../../value/errors.js';
import { type DumpsOptions, dumps, loads } from '../../value/json.js';
import { Markup } from '../../value/markup.js';
import { pyRepr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Kwargs, type PyObject, type Value } from '../../value/types.js';
import { dumpYaml } from '../../yaml/dump.js';
import { loadYaml, loadYamlAll } from '../../yaml/load.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters that read and write JSON and YAML. */
export const documentFilters: readonly FilterEntry[] = [
  {
    name: 'from_json',
    doc: 'The value of a JSON text.',
    apply: (input) => {
      if (typeof input === 'string') return loads(input);
      return typeError(`the JSON object must be str, bytes or bytearray, not ${pyTypeName(input)}`, input);
    },
  },
  {
    name: 'to_json',
    doc: "JSON on one line; options of Python's json.dumps (indent, sort_keys, separators, ensure_ascii).",
    apply: (input, args, kwargs) => toJson('to_json', input, args, kwargs, {}),
  },
  {
    name: 'to_nice_json',
    doc: 'JSON with sorted keys, indented by 4; both can be changed (`indent`, `sort_keys`).',
    apply: (input, args, kwargs) =>
      toJson('to_nice_json', input, args, kwargs, { indent: 4, sortKeys: true }),
  },
  {
    name: 'from_yaml',
    doc: 'The value of a YAML text; other values pass unchanged.',
    apply: (input) => {
      requireDefined(input);
      return typeof input === 'string' ? loadYaml(input, '<from_yaml>') : input;
    },
  },
  {
    name: 'from_yaml_all',
    doc: 'A list of the documents of a YAML text.',
    apply: (input) => {
      requireDefined(input);
      return typeof input === 'string' ? loadYamlAll(input, '<from_yaml_all>') : input;
    },
  },
  {
    name: 'to_yaml',
    doc: 'YAML with flow style for collections of scalars; options indent, width, sort_keys, default_flow_style.',
    apply: (input, args, kwargs) => toYaml('to_yaml', input, args, kwargs, 2, null),
  },
  {
    name: 'to_nice_yaml',
    doc: 'YAML in block style, indented by 4 (`indent`); further options as for to_yaml.',
    apply: (input, args, kwargs) => toYaml('to_nice_yaml', input, args, kwargs, 4, false),
  },
];

const jsonParams = [
  ['indent', undefined],
  ['sort_keys', undefined],
  ['separators', undefined],
  ['ensure_ascii', true],
  ['vault_to_text', false],
  ['preprocess_unsafe', false],
  ['skipkeys', false],
  ['allow_nan', true],
] as const satisfies readonly Param[];

function toJson(name: string, input: Value, args: Value[], kwargs: Kwargs, preset: DumpsOptions): string {
  const bound = bind(name, jsonParams, args, kwargs);
  const indent = bound.indent === undefined ? preset.indent : indentOf(bound.indent);
  return dumps(input, {
    indent,
    sortKeys: bound.sort_keys === undefined ? (preset.sortKeys ?? false) : truthy(bound.sort_keys),
    ensureAscii: truthy(bound.ensure_ascii),
    separators: separatorsOf(bound.separators, preset.indent === undefined),
    fallback: asPlain,
  });
}

function indentOf(value: Value): number | string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : asIndex(value);
}

function separatorsOf(value: Value | undefined, byIndent: boolean): readonly [string, string] | undefined {
  if (value === undefined || value === null) return byIndent ? undefined : [',', ': '];
  const [item, key] = Array.isArray(value) ? value : Array.from((value as PyObject).pyIterate() ?? []);
  return [asText(item ?? null), asText(key ?? null)];
}

/** JSON form of values JSON has not: dates as ISO text, views as lists. */
function asPlain(value: PyObject): Value | undefined {
  if (value instanceof DateTime) return value.pyType === 'date' ? value.pyStr() : value.iso('T');
  return undefined;
}

/** PyYAML knows no Markup. */
function refuseMarkup(name: string, value: Value): void {
  if (value instanceof Markup) {
    const reason = `('cannot represent an object', ${pyRepr(value)})`;
    throw new PyError('AnsibleError', `${name} - ${reason}. ${reason}`);
  }
  if (Array.isArray(value)) for (const item of value) refuseMarkup(name, item);
  else if (value instanceof Dict) for (const item of value.values()) refuseMarkup(name, item);
}

function toYaml(
  name: string,
  input: Value,
  args: Value[],
  kwargs: Kwargs,
  defaultIndent: number,
  defaultFlow: boolean | null,
): string {
  const params = [
    ['indent', defaultIndent],
    ['width', 80],
    ['sort_keys', true],
    ['default_flow_style', defaultFlow],
    ['allow_unicode', true],
    ['explicit_start', false],
  ] as const;
  const bound = bind(name, params, args, kwargs);
  refuseMarkup(name, input);
  const flow = bound.default_flow_style;
  const text = dumpYaml(input, {
    indent: bound.indent === null ? 2 : asIndex(bound.indent),
    width: bound.width === null ? 80 : asIndex(bound.width),
    sortKeys: truthy(bound.sort_keys),
    defaultFlowStyle: flow === null ? null : truthy(flow),
  });
  return truthy(bound.explicit_start) ? `---\n${text}` : text;
}
