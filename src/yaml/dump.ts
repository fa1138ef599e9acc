import { DateTime } from '../value/datetime.js';
import { requireDefined } from '../value/defined.js';
import { PyError } from '../value/errors.js';
import { isFloat } from '../value/numbers.js';
import { pyStr } from '../value/repr.js';
import { sortValues } from '../value/sort.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Key, PyObject, Tuple, Unsafe, type Value, Vaulted } from '../value/types.js';
import { emitDocument, type Node } from './emitter.js';

/** Options of Ansible's `to_yaml` and `to_nice_yaml`. */
interface DumpOptions {
  /** Columns per level, 2 to 9. Default 2. */
  readonly indent?: number;
  /** Default true; keys that cannot be ordered keep their order. */
  readonly sortKeys?: boolean;
  /** Column after which lines are folded at a blank. Default 80. */
  readonly width?: number;
  /** true: `{a: 1}` everywhere; false: block style; null (default): flow style for collections of scalars only. */
  readonly defaultFlowStyle?: boolean | null;
  /** The text to write as a block (`|`) in the place of a text, or undefined for the usual styles. */
  readonly blockText?: (text: string) => string | undefined;
}

/**
 * Writes a value as a YAML document, byte for byte as PyYAML does with libyaml; what is still encrypted stays so.
 * Throws a PyError for what YAML has not.
 */
export function dumpYaml(value: Value, options: DumpOptions = {}): string {
  const flow = options.defaultFlowStyle ?? null;
  return emitDocument(
    represent(value, { flow, sortKeys: options.sortKeys ?? true, blockText: options.blockText }),
    options.indent ?? 2,
    options.width ?? 80,
  );
}

interface Style {
  readonly flow: boolean | null;
  readonly sortKeys: boolean;
  readonly blockText: DumpOptions['blockText'];
}

function represent(value: Value, style: Style): Node {
  const { flow } = style;
  if (typeof value === 'string') {
    const block = style.blockText?.(value);
    return {
      kind: 'scalar',
      text: block ?? value,
      isText: true,
      ...(block !== undefined && { block: true }),
    };
  }
  if (value instanceof Unsafe) return represent(value.value, style);
  if (value instanceof Vaulted) return { kind: 'tagged', tag: '!vault', text: value.envelope };
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = (Array.isArray(value) ? value : value.items).map((item) => represent(item, style));
    return { kind: 'sequence', items, flow: flow ?? items.every((item) => isBare(item)) };
  }
  if (value instanceof Dict) {
    const entries = sorted(value, style.sortKeys).map(
      (key) => [represent(key, style), represent(value.get(key)!, style)] as const,
    );
    return {
      kind: 'mapping',
      entries,
      flow: flow ?? entries.every((pair) => pair.every((node) => isBare(node))),
    };
  }
  return { kind: 'scalar', text: scalarText(value), isText: false };
}

function sorted(dict: Dict, sortKeys: boolean): Key[] {
  const keys = [...dict.keys()];
  if (!sortKeys) return keys;
  try {
    return sortValues(keys) as Key[];
  } catch (error) {
    if (error instanceof PyError) return keys;
    throw error;
  }
}

function isBare(node: Node): boolean {
  return node.kind === 'scalar';
}

function scalarText(value: Exclude<Value, string>): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (isFloat(value)) return floatText(pyStr(value));
  if (value instanceof PyObject && !(value instanceof DateTime)) {
    requireDefined(value);
    throw new PyError('TypeError', `a value of type ${pyTypeName(value)} cannot be written as YAML`);
  }
  return pyStr(value);
}

function floatText(text: string): string {
  if (text === 'nan' || text === 'inf') return `.${text}`;
  if (text === '-inf') return '-.inf';
  return text.includes('.') ? text : text.replace('e', '.0e');
}
