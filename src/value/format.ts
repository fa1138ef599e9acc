import { getItem } from './access.js';
import { textLength } from './codePoints.js';
import { requireDefined } from './defined.js';
import { PyError, typeError, valueError } from './errors.js';
import { escapeHtml, Markup, plainText } from './markup.js';
import { formatNumber } from './numberFormat.js';
import { doubleOf, isFloat } from './numbers.js';
import { asciiRepr, pyRepr, pyStr } from './repr.js';
import { pyTypeName } from './typeName.js';
import { type Callable, type Kwargs, PyObject, type Value } from './types.js';

/** Finds the Python method of a value, for `{0.name}`. */
export type MethodLookup = (value: Value, name: string) => Callable | undefined;

/**
 * Python's `text.format(*args, **kwargs)`: automatic, numbered and named fields, `.attribute` and `[item]`
 * look-ups, `!r`/`!s`, nested fields inside the specification. Underscore attributes are refused, as Jinja's sandbox does.
 * `escaping`: what is filled in is escaped, but not Markup.
 */
export function strFormat(
  text: string,
  args: readonly Value[],
  kwargs: Kwargs,
  getMethod: MethodLookup,
  escaping = false,
): string {
  return expand(text, { args, kwargs, getMethod, escaping, next: 0, depth: 0 });
}

/** What the fields of a text refer to, and how far automatic numbering and nesting have come. */
interface Fields {
  readonly args: readonly Value[];
  readonly kwargs: Kwargs;
  readonly getMethod: MethodLookup;
  readonly escaping: boolean;
  next: number;
  depth: number;
  numbering?: 'automatic' | 'manual';
}

function expand(text: string, fields: Fields): string {
  if (fields.depth > 2) valueError('Max string recursion exceeded');
  let out = '';
  let i = 0;
  while (i < text.length) {
    const char = text[i]!;
    if (char !== '{' && char !== '}') {
      out += char;
      i++;
    } else if (text[i + 1] === char) {
      out += char;
      i += 2;
    } else if (char === '}') {
      valueError("Single '}' encountered in format string");
    } else {
      const end = fieldEnd(text, i + 1);
      out += field(text.slice(i + 1, end), fields);
      i = end + 1;
    }
  }
  return out;
}

function fieldEnd(text: string, start: number): number {
  if (start >= text.length) valueError("Single '{' encountered in format string");
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return valueError("expected '}' before end of string");
}

function field(body: string, fields: Fields): string {
  const [, path, conversion, spec = ''] =
    /^((?:\[[^\]]*\]|[^!:[])*)(?:!([^:]*))?(?::(.*))?$/s.exec(body) ?? [];
  if (path === undefined) valueError("expected ':' after conversion specifier");
  let value = resolve(path!, fields);
  if (conversion !== 'r') requireDefined(value);
  if (conversion !== undefined) {
    if (conversion === 'r') value = pyRepr(value);
    else if (conversion === 's') value = pyStr(value);
    else if (conversion === 'a') value = asciiRepr(value);
    else valueError(`Unknown conversion specifier ${conversion}`);
  }
  fields.depth++;
  const expanded = spec.includes('{') ? expand(spec, fields) : spec;
  fields.depth--;
  if (!fields.escaping) return formatValue(plainText(value), expanded);
  if (!(value instanceof Markup)) return escapeHtml(formatValue(value, expanded));
  return expanded === '' ? value.text : valueError('Unsupported format specification for Markup.');
}

/** Fields are numbered all by themselves or all by hand. */
function switchNumbering(fields: Fields, to: 'automatic' | 'manual'): void {
  if (fields.numbering !== undefined && fields.numbering !== to) {
    const [from, into] = to === 'manual' ? ['automatic', 'manual'] : ['manual', 'automatic'];
    const name = (kind: string): string =>
      kind === 'manual' ? 'manual field specification' : 'automatic field numbering';
    valueError(`cannot switch from ${name(from!)} to ${name(into!)}`);
  }
  fields.numbering = to;
}

function resolve(path: string, fields: Fields): Value {
  const first = /^[^.[]*/.exec(path)![0];
  const numbered = /^\d+$/.test(first);
  if (first === '' || numbered) switchNumbering(fields, first === '' ? 'automatic' : 'manual');
  const name = first === '' ? String(fields.next++) : first;
  let value: Value | undefined;
  if (/^\d+$/.test(name)) {
    value = fields.args[Number(name)];
    if (value === undefined) {
      throw new PyError('IndexError', `Replacement index ${name} out of range for positional args tuple`);
    }
  } else {
    value = fields.kwargs.get(name);
    if (value === undefined) throw new PyError('KeyError', pyRepr(name));
  }
  for (const [, attribute, item] of path.slice(first.length).matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    value = attribute === undefined ? element(value, item!) : attributeOf(value, attribute, fields.getMethod);
  }
  return value;
}

function element(value: Value, item: string): Value {
  const found = getItem(value, /^\d+$/.test(item) ? Number(item) : item);
  if (found === undefined) throw new PyError('KeyError', pyRepr(item));
  return found;
}

function attributeOf(value: Value, name: string, getMethod: MethodLookup): Value {
  const found = name.startsWith('_')
    ? undefined
    : value instanceof PyObject
      ? (value.pyAttribute(name) ?? getMethod(value, name))
      : getMethod(value, name);
  if (found === undefined) {
    throw new PyError('AttributeError', `'${pyTypeName(value)}' object has no attribute '${name}'`);
  }
  return found;
}

const specification = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Python's `format(value, spec)`: fill, alignment, sign, width, grouping, precision and presentation. */
function formatValue(value: Value, spec: string): string {
  if (spec === '') return pyStr(value);
  if (value instanceof PyObject) {
    const own = value.pyFormat(spec);
    if (own !== undefined) return own;
  }
  const isText = typeof value === 'string';
  if (!isText && doubleOf(value) === undefined) {
    return typeError(`unsupported format string passed to ${pyTypeName(value)}.__format__`);
  }
  const match = specification.exec(spec);
  if (!match && /\.(?!\d)/.test(spec)) return valueError('Format specifier missing precision');
  if (!match)
    return valueError(`Invalid format specifier '${spec}' for object of type '${pyTypeName(value)}'`);
  const [, fill, align, sign, zeroSign, alternate, zero, width, grouping = '', precision, kind = ''] = match;
  const padding = fill ?? (zero === undefined ? ' ' : '0');
  const size = Number(width ?? 0);
  const digits = precision === undefined ? undefined : Number(precision);
  if (isText) {
    if (kind !== '' && kind !== 's') valueError(`Unknown format code '${kind}' for object of type 'str'`);
    if (zeroSign !== undefined) refuseNegativeZero('string');
    if (grouping !== '') valueError(`Cannot specify '${grouping}' with 's'.`);
    if (sign !== undefined) valueError('Sign not allowed in string format specifier');
    if (align === '=') valueError("'=' alignment not allowed in string format specifier");
    const body = digits === undefined ? value : Array.from(value).slice(0, digits).join('');
    return pad('', body, padding, align ?? '<', size);
  }
  if (zeroSign !== undefined && !isFloat(value)) refuseNegativeZero('integer');
  const number = formatNumber(value, {
    kind,
    precision: digits,
    alternate: alternate !== undefined,
    grouping,
  });
  const mark = number.negative ? '-' : sign === '+' || sign === ' ' ? sign : '';
  return pad(mark + number.prefix, number.digits, padding, align ?? (zero === undefined ? '>' : '='), size);
}

function refuseNegativeZero(type: string): never {
  return valueError(`Negative zero coercion (z) not allowed in ${type} format specifier`);
}

function pad(head: string, body: string, fill: string, align: string, width: number): string {
  const missing = Math.max(0, width - textLength(head) - textLength(body));
  const text = head + body;
  if (align === '<') return text + fill.repeat(missing);
  if (align === '>') return fill.repeat(missing) + text;
  if (align === '=') return head + fill.repeat(missing) + body;
  const left = Math.floor(missing / 2);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}
