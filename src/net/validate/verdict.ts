import { pyRepr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';

/** A value in its canonical form, or what is wrong with it. */
export type Verdict<T> =
  | { readonly value: T }
  | { readonly problem: string; readonly fix?: string | undefined };

/** Checks one value and gives its canonical form. Pure. */
export type Format<T> = (value: Value) => Verdict<T>;

export function good<T>(value: T): Verdict<T> {
  return { value };
}

export function bad(problem: string, fix?: string): Verdict<never> {
  return { problem, fix };
}

/** A value as messages show it: texts in double quotes, the rest as YAML writes it. */
export function shown(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  const text = pyRepr(value);
  return text.startsWith('{') ? 'a mapping' : text;
}
