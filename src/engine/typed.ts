import { Float, type Value } from '../value/types.js';

const TRUE_WORDS = new Set(['y', 'yes', 'on', '1', 'true', 't']);

/** Ansible's boolean of a keyword or variable: booleans, 1/0, and the words yes/on/true. */
export function toBool(value: Value | undefined): boolean {
  if (typeof value === 'string') return TRUE_WORDS.has(value.trim().toLowerCase());
  if (value instanceof Float) return value.value === 1;
  return value === true || value === 1;
}

/** An integer of a keyword or variable; undefined when there is none or it is not a number. */
export function toInt(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return Math.trunc(value);
  if (value instanceof Float) return value.value;
  if (typeof value === 'string' && /^\s*-?\d+\s*$/.test(value)) return Number(value);
  return undefined;
}

/** A number of a keyword or variable, fractions allowed. */
export function toNumber(value: Value | undefined): number | undefined {
  if (value instanceof Float) return value.value;
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value);
  return typeof value === 'number' ? value : undefined;
}
