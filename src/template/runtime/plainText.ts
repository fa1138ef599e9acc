import { keepsText } from '../compile/keptText.js';
import type { Expr } from '../syntax/ast.js';
import type { RenderSettings } from './context.js';

/** true for text that would be read back as a list, dict or bool. */
export function looksLikeLiteral(text: string): boolean {
  return text.startsWith('{') || text.startsWith('[') || text === 'True' || text === 'False';
}

/**
 * true when a variable is a template that prints text that is never read back (`{{ x | to_json }}`), directly or
 * through other variables: Ansible then keeps its text as text. Needs `Scope.source`.
 */
export function printsPlainText(name: string, settings: RenderSettings, seen = new Set<string>()): boolean {
  const source = settings.scope.source?.(name);
  if (seen.has(name) || typeof source !== 'string') return false;
  seen.add(name);
  const tree = settings.environment.inlineProgram(source)?.tree;
  if (tree?.typename !== 'NodeList') return false;
  const [only, ...others] = tree.children;
  if (only?.typename !== 'Print' || others.length > 0) return false;
  return isPlain(only.expr, settings, seen);
}

function isPlain(expr: Expr, settings: RenderSettings, seen: Set<string>): boolean {
  const kept = keepsText(expr);
  if (kept) return kept === 'always' || settings.environment.options.native === true;
  return expr.typename === 'Symbol' && printsPlainText(expr.value, settings, seen);
}
