import { Dict, type Value } from '../value/types.js';
import type { SecretGate } from './gate.js';

/**
 * A value whose texts are masked one by one. Forms that break texts into lines (YAML) need it: of a secret that was broken,
 * the gate does not find the halves.
 */
export function maskedValue(value: Value, gate: SecretGate): Value {
  if (typeof value === 'string') return gate.mask(value);
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, gate));
  return value instanceof Dict ? maskedDict(value, gate) : value;
}

/** As maskedValue, of a result. */
export function maskedDict(dict: Dict, gate: SecretGate): Dict {
  return new Dict(
    Array.from(
      dict,
      ([key, item]) => [typeof key === 'string' ? gate.mask(key) : key, maskedValue(item, gate)] as const,
    ),
  );
}
