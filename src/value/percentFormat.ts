import { getItem } from './access.js';
import { textLength } from './codePoints.js';
import { requireDefined } from './defined.js';
import { PyError, typeError, valueError } from './errors.js';
import { Markup } from './markup.js';
import { formatNumber } from './numberFormat.js';
import { doubleOf, intOf, isFloat, truncate } from './numbers.js';
import { asciiRepr, pyRepr, pyStr } from './repr.js';
import { pyTypeName } from './typeName.js';
import { Dict, PyObject, Tuple, type Value } from './types.js';

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.)?/gsu;

/**
 * Python's `text % argument`: a tuple fills the directives in order, a mapping serves `%(name)s`. `prepare` changes
 * the texts that are filled in, but not Markup.
 */
export function percentFormat(text: string, argument: Value, prepare?: (text: string) => string): string {
  const positional = argument instanceof Tuple ? argument.items : [argument];
  let used = 0;
  const next = (): Value =>
    used < positional.length ? positional[used++]! : typeError('not enough arguments for format string');
  let mapped = false;
  const result = text.replace(directive, (...match: unknown[]) => {
    const [, name, flags = '', width, precision, kind] = match as (string | undefined)[];
    if (kind === undefined) valueError('incomplete format');
    if (kind === '%') return '%';
    mapped ||= name !== undefined;
    const minimum = width === '*' ? star(next()) : Number(width ?? 0);
    const digits = precision === '*' ? star(next()) : precision === undefined ? undefined : Number(precision);
    const value = name === undefined ? next() : lookUp(argument, name);
    if (kind !== 'r' && kind !== 'a') requireDefined(value);
    const offset = (match.at(-2) as number) + (match[0] as string).length - 1;
    return layOut(convert(value, kind!, flags, digits, offset, prepare), flags, minimum, kind!);
  });
  const ignorable = mapped || isSubscriptable(argument);
  if (!ignorable && used < positional.length) {
    typeError('not all arguments converted during string formatting');
  }
  return result;
}

/** A width or precision that an argument gives. */
function star(value: Value): number {
  const int = intOf(value);
  return int === undefined ? typeError('* wants int') : Number(int);
}

/** Any value with subscripts but text and tuples may go unused, as Python takes it for a mapping. */
function isSubscriptable(value: Value): boolean {
  return value instanceof Dict || Array.isArray(value) || (value instanceof PyObject && value.subscriptable);
}

interface Piece {
  readonly sign: string;
  readonly body: string;
  readonly numeric: boolean;
}

function convert(
  value: Value,
  kind: string,
  flags: string,
  precision: number | undefined,
  at: number,
  prepare: (text: string) => string = unprepared,
): Piece {
  if ('sra'.includes(kind)) {
    const full =
      kind === 's' ? stringFor(value, prepare) : prepare(kind === 'r' ? pyRepr(value) : asciiRepr(value));
    const body = precision === undefined ? full : Array.from(full).slice(0, precision).join('');
    return { sign: '', body, numeric: false };
  }
  if (kind === 'c') {
    if (typeof value === 'string' && textLength(value) === 1)
      return { sign: '', body: value, numeric: false };
    const code = intOf(value) ?? typeError('%c requires int or char');
    return { sign: '', body: formatNumber(code, plainStyle('c')).digits, numeric: false };
  }
  // The helper that markupsafe wraps arguments in has no `__index__`.
  if ('oxX'.includes(kind) && prepare !== unprepared)
    typeError(`%${kind} format: an integer is required, not _MarkupEscapeHelper`);
  const isInt = 'diuoxX'.includes(kind);
  if (!isInt && !'eEfFgG'.includes(kind)) {
    const code = kind.codePointAt(0)!.toString(16);
    valueError(`unsupported format character '${kind}' (0x${code}) at index ${at}`);
  }
  const style = {
    kind: 'iu'.includes(kind) ? 'd' : kind,
    precision,
    alternate: flags.includes('#'),
    grouping: '',
  };
  const number = formatNumber(isInt ? integer(value, kind) : real(value), style);
  const sign = number.negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const digits = isInt && precision !== undefined ? number.digits.padStart(precision, '0') : number.digits;
  return { sign: sign + number.prefix, body: digits, numeric: true };
}

function unprepared(text: string): string {
  return text;
}

function stringFor(value: Value, prepare: (text: string) => string): string {
  return value instanceof Markup ? value.text : prepare(pyStr(value));
}

function integer(value: Value, kind: string): Value {
  const int = intOf(value);
  if (int !== undefined) return int;
  if ('oxX'.includes(kind) || !isFloat(value)) {
    const wanted = 'oxX'.includes(kind) ? 'an integer' : 'a real number';
    return typeError(`%${kind} format: ${wanted} is required, not ${pyTypeName(value)}`);
  }
  const number = doubleOf(value)!;
  if (!Number.isFinite(number))
    valueError(`cannot convert float ${Number.isNaN(number) ? 'NaN' : 'infinity'} to integer`);
  return truncate(number);
}

function real(value: Value): Value {
  if (doubleOf(value) === undefined) typeError(`must be real number, not ${pyTypeName(value)}`);
  return value;
}

function layOut(piece: Piece, flags: string, width: number, kind: string): string {
  const size = piece.sign.length + textLength(piece.body);
  const missing = Math.max(0, Math.abs(width) - size);
  if (flags.includes('-') || width < 0) return piece.sign + piece.body + ' '.repeat(missing);
  if (flags.includes('0') && piece.numeric && kind !== 'c')
    return piece.sign + '0'.repeat(missing) + piece.body;
  return ' '.repeat(missing) + piece.sign + piece.body;
}

function lookUp(argument: Value, name: string): Value {
  if (!(argument instanceof Dict)) typeError('format requires a mapping');
  const value = getItem(argument, name);
  if (value === undefined) throw new PyError('KeyError', pyRepr(name));
  return value;
}

function plainStyle(kind: string): { kind: string; alternate: boolean; grouping: string } {
  return { kind, alternate: false, grouping: '' };
}
