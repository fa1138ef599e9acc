import { pyStr } from '../value/repr.js';
import { truthy } from '../value/truth.js';
import { Dict, type Value } from '../value/types.js';
import type { CallContext, Scope } from './types.js';

/** Every leaf of nested data by its path in dot and bracket notation; `prepend` goes in front of each path. */
export function toPaths(data: Value, prepend: Value): Value {
  const empty = (data instanceof Dict && data.size === 0) || (Array.isArray(data) && data.length === 0);
  if (empty && !truthy(prepend)) return data;
  const paths = new Dict();
  const walk = (value: Value, name: string): void => {
    if (value instanceof Dict && value.size > 0) {
      for (const [key, item] of value) walk(item, name === '' ? pyStr(key) : name + step(pyStr(key)));
    } else if (Array.isArray(value) && value.length > 0) {
      for (const [i, item] of value.entries()) walk(item, `${name}[${i}]`);
    } else paths.set(name, value);
  };
  walk(data, truthy(prepend) ? pyStr(prepend) : '');
  return paths;
}

function step(key: string): string {
  return /^[a-zA-Z_]\w*$/.test(key) ? `.${key}` : `['${key}']`;
}

/** The value under a path such as `a.b[0]` inside a dict. */
export function getPath(data: Value, path: string, ctx: CallContext): Value {
  const scope: Scope = {
    get: (name) => (data instanceof Dict ? data.get(name) : undefined),
    has: (name) => data instanceof Dict && data.has(name),
    names: () => (data instanceof Dict ? Array.from(data.keys(), pyStr) : []),
  };
  return ctx.templar.resolve(`{{ ${path} }}`, scope);
}
