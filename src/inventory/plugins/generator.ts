import { fail } from '../../diag/diagnostic.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import { spanOf, valueSpan } from '../../yaml/spans.js';
import { listOption, mappingOption, type PluginContext, scopeOf, textOption } from './context.js';

/**
 * The `generator` plugin: one host for each combination of `layers`, named by the template `hosts.name`, in the
 * groups of `hosts.parents` (with `name`, `vars` and `parents` of their own). Throws DiagnosticError.
 */
export function generate(context: PluginContext): void {
  const { configuration, inventory, templar, origin } = context;
  const hosts = mappingOption(configuration, 'hosts');
  for (const combination of combinations(mappingOption(configuration, 'layers'))) {
    const name = pyStr(templar.resolve(textOption(hosts, 'name'), scopeOf(combination, templar)));
    const host = inventory.addHost(name, origin);
    for (const parent of listOption(hosts, 'parents')) {
      inventory.addHostToGroup(host, addGroup(parent, combination, context));
    }
  }
}

function addGroup(entry: Dict, combination: Dict, context: PluginContext) {
  const { inventory, templar } = context;
  const scope = scopeOf(combination, templar);
  const group = inventory.addGroup(
    pyStr(templar.resolve(textOption(entry, 'name'), scope, { at: spanOf(entry) })),
  );
  const vars = mappingOption(entry, 'vars');
  for (const [key, value] of vars) {
    const at = valueSpan(vars, key);
    inventory.setGroupVariable(group, key, templar.resolve(value, scope, { at }), at);
  }
  for (const parent of listOption(entry, 'parents')) {
    inventory.addChildGroup(addGroup(parent, combination, context), group);
  }
  return group;
}

function combinations(layers: Dict): Dict[] {
  let result = [new Dict()];
  for (const [name, values] of layers) {
    if (!Array.isArray(values)) {
      fail('inventory-plugin-option', `the layer "${String(name)}" has to be a list`, {
        span: valueSpan(layers, name),
        fix: 'List its values.',
      });
    }
    result = result.flatMap((partial) => values.map((value: Value) => partial.copy().set(name, value)));
  }
  return result;
}
