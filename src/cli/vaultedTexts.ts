import { DiagnosticError } from '../diag/diagnostic.js';
import { Dict, Unsafe, type Value } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';

/** Numbers with fewer digits are ports, counts and the like. */
const SHORTEST_NUMBER = 6;
/** Literal text around a template that is shorter tells nothing. */
const SHORTEST_LITERAL = 8;
/** Variables of the connection tell where a host is; its passwords are made known where they are used. */
const ABOUT_CONNECTION = /^ansible_(?!.*(?:pass|secret|token|key))/;

/**
 * What is secret in a decrypted file of variables: the texts of its values (long numbers too), and the literal parts of
 * those that are templates. undefined when the text is no mapping, such as a list of tasks or a key.
 */
export function secretVariables(text: string): string[] | undefined {
  let content: Value;
  try {
    content = loadYaml(text, '');
  } catch (error) {
    // Whoever reads the file reports what is wrong with it.
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
  return content instanceof Dict ? [...secretsIn(content)] : undefined;
}

function* secretsIn(value: Value): Generator<string> {
  if (value instanceof Dict) {
    for (const [key, item] of value) if (!ABOUT_CONNECTION.test(String(key))) yield* secretsIn(item);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* secretsIn(item);
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    const digits = String(value);
    if (digits.length >= SHORTEST_NUMBER) yield digits;
  } else if (value instanceof Unsafe) yield* secretsIn(value.value);
  else if (typeof value === 'string') yield* literals(value);
}

function literals(text: string): string[] {
  const parts = text.split(/\{[{%#][\s\S]*?[}%#]\}/);
  return parts.length === 1 ? [text] : parts.filter((part) => part.length >= SHORTEST_LITERAL);
}
