import { compare } from './compare.js';
import { PyError } from './errors.js';
import { pyRepr } from './repr.js';
import { Dict, Tuple, type Value } from './types.js';

const WIDTH = 80;

/**
 * Python's `pprint.pformat(v)`: its repr with the keys of mappings sorted; what does not fit 80 columns is broken into
 * an entry a line, long text between its words.
 */
export function pformat(value: Value): string {
  return format(sorted(value), 0, 0, 1);
}

/** `indent`: the column where the text starts. `allowance`: the width of what follows it on its last line. */
function format(value: Value, indent: number, allowance: number, level: number): string {
  const plain = pyRepr(value);
  if (plain.length <= WIDTH - indent - allowance) return plain;
  if (value instanceof Dict) return `{${entries(value, indent + 1, allowance + 1, level)}}`;
  if (Array.isArray(value)) return `[${items(value, indent + 1, allowance + 1, level)}]`;
  if (value instanceof Tuple) {
    const end = value.items.length === 1 ? ',)' : ')';
    return `(${items(value.items, indent + 1, allowance + end.length, level)}${end}`;
  }
  return typeof value === 'string' && value !== '' ? text(value, indent, allowance, level) : plain;
}

function entries(value: Dict, indent: number, allowance: number, level: number): string {
  return [...value]
    .map(([key, item], i) => {
      const name = `${pyRepr(key)}: `;
      const after = i === value.size - 1 ? allowance : 1;
      return name + format(item, indent + name.length, after, level + 1);
    })
    .join(`,\n${' '.repeat(indent)}`);
}

function items(values: readonly Value[], indent: number, allowance: number, level: number): string {
  return values
    .map((item, i) => format(item, indent, i === values.length - 1 ? allowance : 1, level + 1))
    .join(`,\n${' '.repeat(indent)}`);
}

/** Text as adjoining literals: a line each, and as many words on a line as fit. */
function text(value: string, from: number, after: number, level: number): string {
  const [indent, allowance] = level === 1 ? [from + 1, after + 1] : [from, after];
  const width = WIDTH - indent;
  const lines = value.split(/(?<=\n)/);
  const chunks: string[] = [];
  for (const [i, line] of lines.entries()) {
    const last = i === lines.length - 1;
    if (pyRepr(line).length <= width - (last ? allowance : 0)) chunks.push(pyRepr(line));
    else chunks.push(...words(line, width, last ? allowance : 0));
  }
  const joined = chunks.join(`\n${' '.repeat(indent)}`);
  return level === 1 && chunks.length > 1 ? `(${joined})` : joined;
}

function words(line: string, width: number, allowance: number): string[] {
  const parts = line.match(/\S+\s*|\s+/g) ?? [];
  const chunks: string[] = [];
  let current = '';
  for (const [i, part] of parts.entries()) {
    const room = width - (i === parts.length - 1 ? allowance : 0);
    if (pyRepr(current + part).length > room) {
      if (current !== '') chunks.push(pyRepr(current));
      current = part;
    } else current += part;
  }
  return current === '' ? chunks : [...chunks, pyRepr(current)];
}

function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (value instanceof Tuple) return new Tuple(value.items.map(sorted));
  if (!(value instanceof Dict)) return value;
  const pairs = [...value].map(([key, item]) => [key, sorted(item)] as const);
  return new Dict(pairs.sort(([a], [b]) => order(a, b)));
}

/** Keys of types that do not compare stay where they are. */
function order(a: Value, b: Value): number {
  try {
    return compare(a, b);
  } catch (error) {
    if (error instanceof PyError) return 0;
    throw error;
  }
}
