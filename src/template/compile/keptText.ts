import { shortName } from '../shortName.js';
import type { Expr, FunCall } from '../syntax/ast.js';

/** Filters whose text is never read back as a literal (Ansible's STRING_TYPE_FILTERS). */
const textFilters: ReadonlySet<string> = new Set([
  'string',
  'to_json',
  'to_nice_json',
  'to_yaml',
  'to_nice_yaml',
  'ppretty',
  'json',
]);
/** The functions that run lookups. */
export const lookupFunctions: ReadonlySet<string> = new Set(['lookup', 'query', 'q']);

/**
 * Whether the printed text of an expression is never read back as a literal: that of string filters, and of the
 * lookup `template` without `convert_data` (`native`: under native types also with it).
 */
export function keepsText(expr: Expr): 'always' | 'native' | undefined {
  if (expr.typename === 'Filter') {
    if (expr.name === 'default' || expr.name === 'd') return keepsText(expr.input);
    return textFilters.has(expr.name) ? 'always' : undefined;
  }
  if (expr.typename !== 'FunCall' || !isTemplateLookup(expr)) return undefined;
  if (option(expr, 'convert_data') === false) return 'always';
  return option(expr, 'jinja2_native') === true ? undefined : 'native';
}

function isTemplateLookup({ name, args }: FunCall): boolean {
  const [plugin] = args.positional;
  return (
    name.typename === 'Symbol' &&
    lookupFunctions.has(name.value) &&
    plugin?.typename === 'Literal' &&
    typeof plugin.value === 'string' &&
    shortName(plugin.value) === 'template'
  );
}

function option({ args }: FunCall, wanted: string): unknown {
  const value = args.keywords.find(({ name }) => name === wanted)?.value;
  return value?.typename === 'Literal' ? value.value : undefined;
}
