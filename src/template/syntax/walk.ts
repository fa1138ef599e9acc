import type { AstNode, Expr, Statement, Target } from './ast.js';

/** Calls `visit` for every node under (and including) `root`; a visit that returns false skips what is below. */
export function walk(root: unknown, visit: (node: AstNode) => boolean | undefined): void {
  if (Array.isArray(root)) {
    for (const item of root) walk(item, visit);
    return;
  }
  if (typeof root !== 'object' || root === null) return;
  if ('typename' in root) {
    const found = root as AstNode;
    if (visit(found) === false || found.typename === 'Literal') return;
  }
  for (const value of Object.values(root)) {
    if (typeof value === 'object' && value !== null) walk(value, visit);
  }
}

/** true when one of the names stands anywhere below. */
export function mentions(root: unknown, names: ReadonlySet<string>): boolean {
  let found = false;
  walk(root, (node) => {
    if (node.typename === 'Symbol' && names.has(node.value)) found = true;
    return !found;
  });
  return found;
}

/** All names read or assigned below. */
export function namesIn(root: unknown): Set<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    if (node.typename === 'Symbol') names.add(node.value);
    return undefined;
  });
  return names;
}

/** The names a target assigns. */
export function targetNames(target: Target): string[] {
  if (target.typename === 'Symbol') return [target.value];
  return target.typename === 'TargetTuple' ? target.children.flatMap(targetNames) : [];
}

/** The names that statements assign in their own scope, not those of loops, macros, blocks and other inner scopes. */
export function assignedNames(statements: readonly (Statement | Expr)[]): Set<string> {
  const names = new Set<string>();
  walk(statements, (node) => {
    switch (node.typename) {
      case 'Set':
      case 'SetBlock':
        for (const name of targetNames(node.target)) names.add(name);
        return false;
      case 'Macro':
        names.add(node.name);
        return false;
      case 'Import':
        names.add(node.target);
        return false;
      case 'FromImport':
        for (const { alias } of node.names) names.add(alias);
        return false;
      case 'NodeList':
      case 'If':
        return true;
      default:
        return false;
    }
  });
  return names;
}
