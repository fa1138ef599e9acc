import { loads } from '../../value/json.js';
import type { Value } from '../../value/types.js';
import { jmespathError } from './fault.js';

/** A token of JMESPath; `value` is what literals, names and numbers stand for. */
export interface Token {
  readonly kind: string;
  readonly value: Value;
  readonly at: number;
}

const shape =
  /(?<space>[ \t\r\n]+)|(?<identifier>[A-Za-z_]\w*)|(?<number>-?\d+)|(?<quoted>"(?:\\[\s\S]|[^"\\])*")|(?<raw>'(?:\\[\s\S]|[^'\\])*')|(?<literal>`(?:\\[\s\S]|[^`\\])*`)|(?<sign>\[\?|\[\]|&&|\|\||[=!<>]=|[[\](){}.,:*@&|!<>])/y;

/** Splits a JMESPath expression (the grammar of jmespath.org). Throws an AnsibleError for other characters. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  shape.lastIndex = 0;
  while (shape.lastIndex < text.length) {
    const at = shape.lastIndex;
    const found = shape.exec(text)?.groups;
    if (!found) return jmespathError(`Bad jmespath expression: unknown character at column ${at}:\n${text}`);
    if (found.space !== undefined) continue;
    tokens.push({ ...read(found, text), at });
  }
  return [...tokens, { kind: 'end', value: null, at: text.length }];
}

function read(found: Record<string, string | undefined>, text: string): { kind: string; value: Value } {
  const { identifier, number, quoted, raw, literal, sign } = found;
  if (identifier !== undefined) return { kind: 'identifier', value: identifier };
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (quoted !== undefined) return { kind: 'quoted', value: json(quoted, text) };
  if (raw !== undefined) return { kind: 'literal', value: raw.slice(1, -1).replaceAll("\\'", "'") };
  if (literal !== undefined) return { kind: 'literal', value: literalValue(literal.slice(1, -1), text) };
  return { kind: sign!, value: sign! };
}

/** JSON between backquotes; text that is none stands for itself, as in older versions of the language. */
function literalValue(inner: string, text: string): Value {
  const source = inner.replaceAll('\\`', '`').trimStart();
  try {
    return loads(source);
  } catch {
    return json(`"${source}"`, text);
  }
}

function json(source: string, text: string): Value {
  try {
    return loads(source);
  } catch {
    return jmespathError(`Bad jmespath expression: invalid JSON ${source}:\n${text}`);
  }
}
