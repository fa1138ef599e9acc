import type { Expr } from './ast.js';

/** A variable, or what stands in it under a path of keys. */
export interface TextPlace {
  readonly name: string;
  readonly path: readonly (string | number)[];
}

/** The variable and keys that an expression such as `a.b[0]` names; undefined for other expressions. */
export function placeNamed(expr: Expr): TextPlace | undefined {
  if (expr.typename === 'Symbol') return { name: expr.value, path: [] };
  if (expr.typename !== 'LookupVal' || expr.val.typename !== 'Literal') return undefined;
  const owner = placeNamed(expr.target);
  const key = expr.val.value;
  if (!owner || (typeof key !== 'string' && typeof key !== 'number')) return undefined;
  return { name: owner.name, path: [...owner.path, key] };
}
