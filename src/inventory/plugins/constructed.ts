import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import type { Templar } from '../../template/types.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Key, type Value } from '../../value/types.js';
import { spanOf, valueSpan } from '../../yaml/spans.js';
import { type InventoryHost, sortGroups } from '../model.js';
import { loadVarsDirectory, type VarsFileOptions } from '../varsFiles.js';
import { listOption, mappingOption, type PluginContext, scopeOf } from './context.js';

/**
 * The `constructed` plugin: variables (`compose`) and groups (`groups` by condition, `keyed_groups` by value) for the
 * hosts of the sources before it. An expression that fails is passed over unless `strict` is set.
 *
 * @throws DiagnosticError for a malformed option, and with `strict` for every failing expression.
 */
export function construct(context: PluginContext, files: VarsFileOptions): void {
  const { configuration, inventory, templar } = context;
  const composed = mappingOption(configuration, 'compose');
  const groups = mappingOption(configuration, 'groups');
  for (const host of inventory.hosts.values()) {
    const known = hostVars(host, context, files);
    for (const name of composed.keys()) {
      const value = lenient(context, () => compose(composed, name, known, templar));
      if (value !== undefined) inventory.setHostVariable(host, name, value, valueSpan(composed, name));
    }
    const vars = hostVars(host, context, files);
    for (const [name, condition] of groups) {
      const at = valueSpan(groups, name);
      const holds = lenient(context, () => templar.condition(condition, scopeOf(vars, templar), at));
      if (holds) inventory.addHostToGroup(host, inventory.addGroup(safe(String(name))));
    }
    for (const keyed of listOption(configuration, 'keyed_groups')) addKeyed(host, keyed, vars, context);
  }
}

function hostVars(host: InventoryHost, context: PluginContext, files: VarsFileOptions): Dict {
  const vars = new Dict();
  const take = (layer: Dict) => {
    for (const [key, value] of layer) vars.set(key, value);
  };
  const groups = sortGroups(host.groups());
  const directories =
    context.configuration.get('use_vars_plugins') === true ? context.inventory.varsDirectories : [];
  for (const group of groups) take(group.vars);
  for (const group of groups) {
    for (const base of directories)
      for (const file of loadVarsDirectory(base, 'group_vars', group.name, files)) take(file.vars);
  }
  take(host.vars);
  for (const base of directories)
    for (const file of loadVarsDirectory(base, 'host_vars', host.name, files)) take(file.vars);
  return vars;
}

/** The result of `work`; undefined when an expression in it fails and `strict` is off. */
function lenient<T>(context: PluginContext, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticError) || context.configuration.get('strict') === true) throw error;
    return undefined;
  }
}

/** An option's expression rendered as a template of its own, so that results have the types templates give. */
function compose(holder: Dict, name: Key, vars: Dict, templar: Templar): Value {
  const expression = pyStr(holder.get(name) ?? '');
  return templar.resolve(`{{ ${expression} }}`, scopeOf(vars, templar), {
    at: valueSpan(holder, name) ?? spanOf(holder),
  });
}

function addKeyed(host: InventoryHost, keyed: Dict, vars: Dict, context: PluginContext): void {
  const { inventory, templar, configuration } = context;
  const value = lenient(context, () => compose(keyed, 'key', vars, templar));
  const fallback = keyed.get('default_value');
  if (value === undefined || (!truthy(value) && !(value === '' && fallback !== undefined))) return;
  const prefix = pyStr(keyed.get('prefix') ?? '');
  const separator = pyStr(keyed.get('separator') ?? '_');
  const leading = prefix === '' && configuration.get('leading_separator') === false ? '' : separator;
  const parent = keyed.get('parent_group');
  for (const name of keyNames(value, keyed, separator)) {
    const group = inventory.addGroup(safe(`${prefix}${leading}${name}`));
    inventory.addHostToGroup(host, group);
    if (parent === undefined || parent === null) continue;
    const parentName = pyStr(templar.resolve(parent, scopeOf(vars, templar)));
    inventory.addChildGroup(inventory.addGroup(safe(parentName)), group);
  }
}

function keyNames(value: Value, keyed: Dict, separator: string): string[] {
  const fallback = keyed.get('default_value');
  const orDefault = (name: Value) => pyStr(name === '' && fallback !== undefined ? fallback : name);
  if (typeof value === 'string') return [orDefault(value)];
  if (Array.isArray(value)) return value.map(orDefault);
  if (value instanceof Dict) {
    return [...value].map(([name, item]) => {
      if (item === '' && fallback === undefined && keyed.get('trailing_separator') === false)
        return pyStr(name);
      return `${pyStr(name)}${separator}${orDefault(item)}`;
    });
  }
  return fail('inventory-plugin-option', 'the key of a keyed group has to be text, a list or a mapping', {
    span: valueSpan(keyed, 'key'),
    fix: 'Convert it with | string.',
  });
}

/** Constructed group names are always made identifiers. */
function safe(name: string): string {
  return name.replace(/^\d|[^\p{L}\p{N}_]/gu, '_');
}
