import { fail } from '../../diag/diagnostic.js';
import type { Scope, Templar } from '../../template/types.js';
import { pyStr } from '../../value/repr.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Value } from '../../value/types.js';
import { spanOf, valueSpan } from '../../yaml/spans.js';
import type { SourceContext } from '../sourcePlugin.js';

/** What an inventory plugin works with. */
export interface PluginContext extends SourceContext {
  readonly configuration: Dict;
  readonly templar: Templar;
}

/** The variables of one mapping as templates see them, rendered when they are asked for. */
export function scopeOf(vars: Dict, templar: Templar): Scope {
  const scope: Scope = {
    get: (name) => {
      const value = vars.get(name);
      return value === undefined ? undefined : templar.resolve(value, scope, { at: valueSpan(vars, name) });
    },
    has: (name) => vars.has(name),
    names: () => [...vars.keys()].map(String),
  };
  return scope;
}

/** An option that has to be a mapping; an empty one when it is absent. Throws DiagnosticError. */
export function mappingOption(parent: Dict, name: string): Dict {
  const value = parent.get(name) ?? null;
  if (value === null) return new Dict();
  return value instanceof Dict ? value : wrongType(parent, name, 'a mapping', value);
}

/** An option that has to be a list of mappings; empty when it is absent. Throws DiagnosticError. */
export function listOption(parent: Dict, name: string): Dict[] {
  const value = parent.get(name) ?? null;
  if (value === null) return [];
  if (!Array.isArray(value)) return wrongType(parent, name, 'a list', value);
  return value.map((item) =>
    item instanceof Dict ? item : wrongType(parent, name, 'a list of mappings', item),
  );
}

/** An option that is yes or no; `fallback` when it is absent. Throws DiagnosticError. */
export function flagOption(parent: Dict, name: string, fallback: boolean): boolean {
  const value = parent.get(name) ?? null;
  if (value === null) return fallback;
  const text = pyStr(value).toLowerCase();
  if (/^(?:y|yes|on|1|1\.0|true|t)$/.test(text)) return true;
  return /^(?:n|no|off|0|0\.0|false|f)$/.test(text) ? false : wrongType(parent, name, 'yes or no', value);
}

/** An option that has to be text. Throws DiagnosticError. */
export function textOption(parent: Dict, name: string): string {
  const value = parent.get(name);
  return typeof value === 'string' ? value : wrongType(parent, name, 'text', value ?? null);
}

function wrongType(parent: Dict, name: string, wanted: string, found: Value): never {
  fail(
    'inventory-plugin-option',
    `"${name}" has to be ${wanted}, and is ${found === null ? 'missing' : `of type ${pyTypeName(found)}`}`,
    {
      span: valueSpan(parent, name) ?? spanOf(parent),
      fix: `Give ${wanted}.`,
    },
  );
}
