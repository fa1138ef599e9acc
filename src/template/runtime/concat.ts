import { Bytes } from '../../value/bytes.js';
import { requireDefined } from '../../value/defined.js';
import { DictView } from '../../value/dictView.js';
import { parsePythonLiteral } from '../../value/literal.js';
import { withoutMarkup } from '../../value/markup.js';
import { pyStr } from '../../value/repr.js';
import { Dict, Float, PyObject, Tuple, type Value } from '../../value/types.js';
import { Range } from './range.js';

/** Printed text that is never read back as a literal: the output of `to_json` and its like. */
export class PlainText {
  constructor(readonly text: Value) {}
}

/** One value that a template printed. */
export type Printed = Value | PlainText;

/**
 * Prepares a value for printing: views and ranges become lists, bytes text; an undefined value, also within a list or dict,
 * is an error.
 */
export function finalize(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof DictView || value instanceof Range) return [...value.pyIterate()];
  if (value instanceof Bytes) return value.data.toString('utf8');
  checkDefined(value);
  return value;
}

function checkDefined(value: Value): void {
  if (Array.isArray(value)) for (const item of value) checkDefined(item);
  else if (value instanceof Dict) for (const item of value.values()) checkDefined(item);
  else if (value instanceof Tuple) for (const item of value.items) checkDefined(item);
  else requireDefined(value);
}

/** The text of printed values one after the other. */
function textOf(parts: readonly Printed[]): string {
  let text = '';
  for (const part of parts) text += part instanceof PlainText ? pyStr(part.text) : pyStr(part);
  return text;
}

/**
 * The value of a template's output by ansible-core 2.14's rules: text; text that looks like a list, dict or bool
 * is read back as one.
 */
export function typedValue(parts: readonly Printed[]): Value {
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (only instanceof PlainText) return pyStr(only.text);
  if ((Array.isArray(only) || only instanceof Dict) && hasLiteral(only)) return only;
  return readBack(only === undefined ? textOf(parts) : pyStr(only));
}

/** Reads text back when it looks like a list, dict or bool. */
function readBack(text: string): Value {
  if (text === 'True') return true;
  if (text === 'False') return false;
  if (!text.startsWith('{') && !text.startsWith('[')) return text;
  return parsePythonLiteral(text) ?? text;
}

/** true when the text form of a value reads back as the same value: no dates, infinite numbers and the like in it. */
function hasLiteral(value: Value): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(hasLiteral);
  if (value instanceof Dict) return [...value.values()].every(hasLiteral);
  if (value instanceof Tuple) return value.items.every(hasLiteral);
  return !(value instanceof PyObject) || value instanceof Float;
}

/** The value of a template's output in native mode: the value itself, or joined text read as any literal. */
export function nativeValue(parts: readonly Printed[]): Value {
  if (parts.length === 0) return null;
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (only instanceof PlainText) return pyStr(only.text);
  if (only !== undefined && typeof only !== 'string') return withoutMarkup(only);
  const text = only ?? textOf(parts);
  if (/^[ \t]/.test(text)) return text;
  const value = parseNative(text);
  if (value === undefined) return text;
  return typeof value === 'string' ? `${text[0]}${value}${text[0]}` : value;
}

/** Reads any Python literal, also a tuple without parentheses. */
function parseNative(text: string): Value | undefined {
  const value = parsePythonLiteral(text, { jsonNames: false });
  if (value !== undefined || !text.includes(',') || text.includes('\n')) return value;
  return parsePythonLiteral(`(${text})`, { jsonNames: false });
}
