/** What a line typed at the debugger does to the task or its variables. */
type Statement =
  | { readonly kind: 'assign'; readonly to: Place; readonly expression: string }
  | { readonly kind: 'delete'; readonly from: Place }
  | { readonly kind: 'expression'; readonly expression: string };

/** `task.args['a']['b']`, `task_vars['x']`, `task.args`, `task.name`. */
export interface Place {
  readonly root: 'args' | 'vars' | 'task';
  /** Expressions of the subscripts; with the root `task` the keyword as text. */
  readonly keys: readonly string[];
}

const ASSIGNMENT = /^([^=]*[^=!<>\s])\s*=(?!=)\s*(.+)$/s;

/** Reads the Python that people type at the debugger: assignments, `del`, and expressions. */
export function parseStatement(line: string): Statement {
  const deleted = /^del\s+(.+)$/s.exec(line);
  const from = deleted && placeOf(deleted[1]!);
  if (from && from.keys.length > 0) return { kind: 'delete', from };
  const assigned = ASSIGNMENT.exec(line);
  const to = assigned && placeOf(assigned[1]!);
  if (to) return { kind: 'assign', to, expression: assigned[2]! };
  return { kind: 'expression', expression: line };
}

function placeOf(text: string): Place | undefined {
  const found = /^(task\.args|task_vars|task\.(\w+))((?:\s*\[[^[\]]+\])*)$/s.exec(text.trim());
  if (!found) return undefined;
  const keys = [...found[3]!.matchAll(/\[([^[\]]+)\]/g)].map(([, key]) => key!.trim());
  if (found[1] === 'task.args') return { root: 'args', keys };
  if (found[1] === 'task_vars') return { root: 'vars', keys };
  return keys.length === 0 ? { root: 'task', keys: [found[2]!] } : undefined;
}
