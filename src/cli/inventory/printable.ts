import { Dict, Tuple, Unsafe, type Value, Vaulted } from '../../value/types.js';

/** How values are shown that have a tag in their source: `!unsafe` as text, `!vault` as the encrypted text. */
export function printable(value: Value): Value {
  return replaceTagged(value, {
    unsafe: (text) => text,
    vaulted: (envelope) => envelope,
  });
}

/** The same as JSON, which Ansible reads back: `{"__ansible_unsafe": …}` and `{"__ansible_vault": …}`. */
export function taggedAsJson(value: Value): Value {
  return replaceTagged(value, {
    unsafe: (text) => Dict.of({ __ansible_unsafe: text }),
    vaulted: (envelope) => Dict.of({ __ansible_vault: envelope }),
  });
}

interface Replacement {
  unsafe(value: Value): Value;
  vaulted(envelope: string): Value;
}

function replaceTagged(value: Value, by: Replacement): Value {
  if (value instanceof Unsafe) return by.unsafe(replaceTagged(value.value, by));
  if (value instanceof Vaulted) return by.vaulted(value.envelope);
  if (Array.isArray(value)) return value.map((item) => replaceTagged(item, by));
  if (value instanceof Tuple) return new Tuple(value.items.map((item) => replaceTagged(item, by)));
  if (value instanceof Dict) return new Dict([...value].map(([key, item]) => [key, replaceTagged(item, by)]));
  return value;
}
