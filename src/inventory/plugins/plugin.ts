import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';
import { Dict } from '../../value/types.js';
import { loadYaml } from '../../yaml/load.js';
import { valueSpan } from '../../yaml/spans.js';
import type { VarsFileOptions } from '../varsFiles.js';
import { construct } from './constructed.js';
import type { PluginContext } from './context.js';
import { generate } from './generator.js';

type InventoryPlugin = (context: PluginContext, files: VarsFileOptions) => void;

const PLUGINS: ReadonlyMap<string, InventoryPlugin> = new Map([
  ['constructed', construct],
  ['generator', generate],
]);

/** The configuration of an inventory plugin: a YAML mapping with a `plugin` key; undefined for any other text. */
export function pluginConfiguration(text: string, file: string): Dict | undefined {
  if (!/^\s*["']?plugin["']?\s*:/m.test(text)) return undefined;
  try {
    const data = loadYaml(text, file);
    return data instanceof Dict && typeof data.get('plugin') === 'string' ? data : undefined;
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

/** Runs the plugin a configuration names. Throws DiagnosticError for one that does not exist here. */
export function runPlugin(context: PluginContext, files: VarsFileOptions): void {
  const name = String(context.configuration.get('plugin')).replace(/^ansible\.builtin\./, '');
  const plugin = PLUGINS.get(name);
  if (!plugin)
    fail('inventory-unknown-plugin', `the inventory plugin "${name}" does not exist here`, {
      span: valueSpan(context.configuration, 'plugin'),
      fix:
        didYouMean(name, PLUGINS.keys()) ??
        'Use an inventory script that prints the hosts as JSON, or a static inventory.',
    });
  plugin(context, files);
}
