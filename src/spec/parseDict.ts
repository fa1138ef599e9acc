import { loads } from '../value/json.js';
import { Dict } from '../value/types.js';

/**
 * Reads a dict written as text: JSON when it begins with `{`, else `k1=v1, k2="v 2"` with commas or blanks
 * between the pairs, quotes and backslash escapes. Throws a TypeError with the reason.
 */
export function parseDictText(text: string): Dict {
  if (text.startsWith('{')) return parseJsonDict(text);
  if (!text.includes('=')) throw new TypeError('dictionary requested, could not parse JSON or key=value');
  const dict = new Dict();
  for (const pair of splitPairs(text.trim())) {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new TypeError(`"${pair}" is not a key=value pair`);
    dict.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return dict;
}

function splitPairs(text: string): string[] {
  const pairs: string[] = [];
  let current = '';
  let quote = '';
  let escaped = false;
  for (const char of text) {
    if (escaped) {
      current += char;
      escaped = false;
    } else if (char === '\\') escaped = true;
    else if (quote !== '') {
      if (char === quote) quote = '';
      else current += char;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === ',' || char === ' ') {
      if (current !== '') pairs.push(current);
      current = '';
    } else current += char;
  }
  if (current !== '') pairs.push(current);
  return pairs;
}

function parseJsonDict(text: string): Dict {
  try {
    return loads(text) as Dict;
  } catch {
    throw new TypeError('unable to evaluate string as dictionary');
  }
}
