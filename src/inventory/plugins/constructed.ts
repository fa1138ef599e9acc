import { dirname, isAbsolute } from 'node:path';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import type { Scope } from '../../template/types.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Key, type Value } from '../../value/types.js';
import { spanOf, valueSpan } from '../../yaml/spans.js';
import { safeGroupName } from '../groupName.js';
import { type InventoryHost, sortGroups } from '../model.js';
import { loadVarsDirectory } from '../varsFiles.js';
import { flagOption, listOption, mappingOption, type PluginContext, scopeOf } from './context.js';

/**
 * The `constructed` plugin: variables (`compose`) and groups (`groups` by condition, `keyed_groups` by value) for the
 * hosts of the sources before it. An expression that fails is passed over unless `strict` is set.
 *
 * @throws DiagnosticError for a malformed option, and with `strict` for every failing expression.
 */
export function construct(context: PluginContext): void {
  const { configuration, inventory } = context;
  const builder = new Builder(context);
  for (const host of inventory.hosts.values()) {
    builder.compose(host, mappingOption(configuration, 'compose'));
    const vars = builder.varsOf(host);
    builder.addByCondition(host, mappingOption(configuration, 'groups'), vars);
    for (const keyed of listOption(configuration, 'keyed_groups')) builder.addByKey(host, keyed, vars);
  }
}

class Builder {
  private readonly strict: boolean;
  private readonly leadingSeparator: boolean;
  private readonly extraVars: Dict;
  private readonly directories: readonly string[];

  constructor(private readonly context: PluginContext) {
    const { configuration, options, inventory } = context;
    this.strict = flagOption(configuration, 'strict', false);
    this.leadingSeparator = flagOption(configuration, 'leading_separator', true);
    const useExtra = flagOption(configuration, 'use_extra_vars', options.useExtraVars ?? false);
    this.extraVars = (useExtra && options.extraVars) || new Dict();
    this.directories = flagOption(configuration, 'use_vars_plugins', false)
      ? inventory.processedSources.filter((source) => isAbsolute(source)).map((source) => dirname(source))
      : [];
  }

  /** The variables of a host from the sources before, its own ones strongest. */
  varsOf(host: InventoryHost): Dict {
    const vars = new Dict();
    const take = (layer: Dict): void => {
      for (const [key, value] of layer) vars.set(key, value);
    };
    const groups = sortGroups(host.groups());
    for (const group of groups) take(group.vars);
    for (const group of groups) this.takeFiles('group_vars', group.name, take);
    take(host.vars);
    take(
      Dict.of({
        inventory_hostname: host.name,
        inventory_hostname_short: host.name.split('.')[0] ?? host.name,
        group_names: host.groupNames(),
      }),
    );
    this.takeFiles('host_vars', host.name, take);
    return vars;
  }

  compose(host: InventoryHost, composed: Dict): void {
    const known = this.varsOf(host);
    for (const name of composed.keys()) {
      const what = `Could not set ${pyStr(name)} for host ${host.name}`;
      const value = this.lenient(what, () => this.evaluate(composed, name, known));
      if (value !== undefined)
        this.context.inventory.setHostVariable(host, name, value, valueSpan(composed, name));
    }
  }

  addByCondition(host: InventoryHost, groups: Dict, vars: Dict): void {
    const { inventory, templar } = this.context;
    for (const [name, condition] of groups) {
      const group = safeGroupName(String(name));
      const what = `Could not add host ${host.name} to group ${group}`;
      const at = valueSpan(groups, name);
      const holds = this.lenient(what, () => templar.condition(condition, this.scope(vars), at));
      if (holds) inventory.addHostToGroup(host, inventory.addGroup(group));
    }
  }

  addByKey(host: InventoryHost, keyed: Dict, vars: Dict): void {
    const { inventory, templar } = this.context;
    const shown = pyStr(keyed.get('key') ?? null);
    const what = `Could not generate group for host ${host.name} from ${shown} entry`;
    const value = this.lenient(what, () => this.evaluate(keyed, 'key', vars));
    if (value === undefined) return;
    if (keyed.has('trailing_separator') && keyed.has('default_value')) {
      fail('inventory-plugin-option', 'default_value and trailing_separator exclude each other', {
        span: spanOf(keyed),
        fix: 'Remove one of them.',
      });
    }
    if (!truthy(value) && !(value === '' && keyed.has('default_value'))) {
      const empty = Array.isArray(value) || value instanceof Dict;
      if (!this.strict || empty) return;
      const message = `No key or key resulted empty for ${shown} in host ${host.name}, invalid entry`;
      fail('inventory-plugin-option', message, { span: valueSpan(keyed, 'key') });
    }
    const prefix = pyStr(keyed.get('prefix') ?? '');
    const separator = pyStr(keyed.get('separator') ?? '_');
    const leading = prefix === '' && !this.leadingSeparator ? '' : separator;
    const parent = this.lenient(`Could not generate parent group for ${shown}`, () =>
      templar.resolve(keyed.get('parent_group') ?? null, this.scope(vars)),
    );
    if (parent === undefined) return;
    for (const name of keyNames(value, keyed, separator)) {
      const group = inventory.addGroup(safeGroupName(`${prefix}${leading}${name}`));
      inventory.addHostToGroup(host, group);
      if (truthy(parent)) inventory.addChildGroup(inventory.addGroup(safeGroupName(pyStr(parent))), group);
    }
  }

  /** An option's expression rendered as a template of its own, so that results have the types templates give. */
  private evaluate(holder: Dict, name: Key, vars: Dict): Value {
    const expression = pyStr(holder.get(name) ?? '');
    const at = valueSpan(holder, name) ?? spanOf(holder);
    return this.context.templar.resolve(`{{${expression}}}`, this.scope(vars), { at });
  }

  private scope(vars: Dict): Scope {
    return scopeOf(new Dict([...vars, ...this.extraVars]), this.context.templar);
  }

  private takeFiles(kind: 'group_vars' | 'host_vars', name: string, take: (layer: Dict) => void): void {
    for (const base of this.directories)
      for (const file of loadVarsDirectory(base, kind, name, this.context.options)) take(file.vars);
  }

  /** The result of `work`; undefined when an expression in it fails and `strict` is off. */
  private lenient<T>(what: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      if (!this.strict) return undefined;
      throw new DiagnosticError(
        error.diagnostics.map((finding) => ({ ...finding, message: `${what}: ${finding.message}` })),
      );
    }
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
