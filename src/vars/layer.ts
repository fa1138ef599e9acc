import type { SourceSpan } from '../diag/span.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, spanOf } from '../yaml/spans.js';

/** One place that sets variables. */
export interface Layer {
  /** What it is, as shown to people: `role defaults of web`, `group_vars/all`. */
  readonly name: string;
  readonly vars: Dict;
  /** true for values that came from hosts or were computed at run time: they are never templates. */
  readonly data: boolean;
  /** What tasks computed values from, where that is known. */
  readonly written?: Dict;
}

/** A place that sets a variable, for `explain`. */
export interface VarOrigin {
  readonly layer: string;
  readonly value: Value;
  readonly span: SourceSpan | undefined;
}

/** Builds a layer unless it would be empty. */
export function layer(name: string, vars: Value | undefined, data = false): Layer[] {
  return vars instanceof Dict && vars.size > 0 ? [{ name, vars, data }] : [];
}

/** Where a layer sets a name, or undefined when it does not. */
export function originIn(at: Layer, name: string): VarOrigin | undefined {
  const value = at.vars.get(name);
  if (value === undefined) return undefined;
  return { layer: at.name, value, span: keySpan(at.vars, name) ?? spanOf(at.vars) };
}
