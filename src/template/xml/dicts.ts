import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import type { XmlElement } from './read.js';

/**
 * An element as xmltodict shows it: attributes under `@name`, children by name (a list when there are several),
 * text under `#text`; an element with nothing but text is that text, an empty one None.
 */
export function elementValue(element: XmlElement): Value {
  const dict = new Dict();
  for (const [name, value] of element.attributes) dict.set(`@${name}`, value);
  let text = '';
  for (const part of element.content) {
    if (typeof part === 'string') text += part;
    else add(dict, part.name, elementValue(part));
  }
  text = text.trim();
  if (dict.size === 0) return text === '' ? null : text;
  if (text !== '') add(dict, '#text', text);
  return dict;
}

function add(dict: Dict, name: string, value: Value): void {
  const there = dict.get(name);
  if (there === undefined && !dict.has(name)) dict.set(name, value);
  else if (Array.isArray(there)) there.push(value);
  else dict.set(name, [there!, value]);
}

/** The text of an element with that name and value, and of its siblings when the value is a list. */
export function writeElements(name: string, value: Value, indent: string, depth = 0): string {
  return (Array.isArray(value) ? value : [value])
    .map((item) => writeElement(name, item, indent, depth))
    .join('');
}

function writeElement(name: string, value: Value, indent: string, depth: number): string {
  let attributes = '';
  let text = '';
  let children: string | undefined;
  const entries = value instanceof Dict ? [...value] : value === null ? [] : [['#text', value] as const];
  for (const [rawKey, item] of entries) {
    const key = pyStr(rawKey);
    if (key === '#text') text = escapeText(textOf(item));
    else if (key.startsWith('@')) attributes += ` ${key.slice(1)}=${quoted(pyStr(item))}`;
    else children = (children ?? '') + writeElements(key, item, indent, depth + 1);
  }
  const pad = indent.repeat(depth);
  const body = children === undefined ? text : `\n${children}${text}${pad}`;
  return `${pad}<${name}${attributes}>${body}</${name}>${depth > 0 ? '\n' : ''}`;
}

function textOf(value: Value): string {
  if (typeof value === 'boolean') return String(value);
  return value === null ? '' : pyStr(value);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** In double quotes, unless only those occur in the text. */
function quoted(text: string): string {
  const safe = escapeText(text).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;');
  if (!safe.includes('"')) return `"${safe}"`;
  return safe.includes("'") ? `"${safe.replaceAll('"', '&quot;')}"` : `'${safe}'`;
}
