import { getItem } from '../../value/access.js';
import { getMethod } from '../../value/pymethods/index.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { objectTypeName } from '../../value/typeName.js';
import { PyObject, Undefined, type Value } from '../../value/types.js';

/** Jinja2's subscript `value[key]`: the element, else the attribute or method of that name, else an Undefined. */
export function subscript(value: Value, key: Value): Value {
  if (value instanceof Undefined) return value;
  const item = getItem(value, key);
  if (item !== undefined) return item;
  const name = pyStr(key);
  const attribute = value instanceof PyObject ? value.pyAttribute(name) : undefined;
  if (attribute !== undefined) return attribute;
  if (typeof key === 'string') {
    const method = getMethod(value, name);
    if (method) return method;
  }
  const described = objectTypeName(value);
  const hint =
    typeof key === 'string'
      ? `'${described}' has no attribute '${name}'`
      : `${described} has no element ${pyRepr(key)}`;
  return new Undefined(name, hint);
}

/** Makes a function that follows a path such as `a.b.0`; `fallback` replaces what is undefined. */
export function attributeGetter(path: Value, fallback?: Value): (value: Value) => Value {
  const parts: Value[] =
    typeof path === 'string'
      ? path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
      : [path];
  return (value) => {
    let current = value;
    for (const part of parts) {
      current = subscript(current, part);
      if (current instanceof Undefined && fallback !== undefined) return fallback;
    }
    return current;
  };
}

/** Lower-cases texts so that a sort or comparison ignores case; other values stay. */
export function foldCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
