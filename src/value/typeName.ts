import { Markup } from './markup.js';
import { PyObject, type Value } from './types.js';

/** Python's type name, as TypeErrors print it: `int`, `NoneType`. Ansible's `type_debug` filter gives the same. */
export function pyTypeName(value: Value): string {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'str';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    default:
      return value instanceof PyObject ? value.pyType : 'list';
  }
}

/** Python's `type(v)` as text: `<class 'int'>`. */
export function pyClassText(value: Value): string {
  const name = pyTypeName(value);
  return `<class '${name === 'AnsibleUndefined' ? `ansible.template.native_helpers.${name}` : name}'>`;
}

/** Jinja2's description of a value's type in error messages: `dict object`, `None`. */
export function objectTypeName(value: Value): string {
  if (value instanceof Markup) return 'markupsafe.Markup object';
  return value === null ? 'None' : `${pyTypeName(value)} object`;
}
