import { DiagnosticError, fail } from '../diag/diagnostic.js';
import { Dict } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';
import { valueSpan } from '../yaml/spans.js';

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
export function parsePlugin(configuration: Dict, file: string): void {
  const name = String(configuration.get('plugin'));
  fail('inventory-unknown-plugin', `the inventory plugin "${name}" does not exist here`, {
    span: valueSpan(configuration, 'plugin') ?? { file, line: 1, col: 1 },
    fix: 'Use an inventory script that prints the hosts as JSON, or a static inventory.',
  });
}
