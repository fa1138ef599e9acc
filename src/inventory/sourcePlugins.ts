import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { DiagnosticError, fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { isReadable } from '../template/files/status.js';
import { Dict } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';
import { valueSpan } from '../yaml/spans.js';
import { parseHostList } from './hostList.js';
import { parseIni } from './ini.js';
import { construct } from './plugins/constructed.js';
import type { PluginContext } from './plugins/context.js';
import { generate } from './plugins/generator.js';
import { isInventoryScript, parseScript } from './script.js';
import { hasYamlName, type SourceContext, type SourcePlugin } from './sourcePlugin.js';
import { sourceText } from './sourceText.js';
import { parseToml } from './toml.js';
import { parseYamlInventory } from './yamlInventory.js';

/** The ways that are tried without a setting (ansible-core's INVENTORY_ENABLED). */
export const DEFAULT_SOURCE_PLUGINS: readonly string[] = [
  'host_list',
  'script',
  'auto',
  'yaml',
  'ini',
  'toml',
];

const isHostList = (source: string): boolean => source.includes(',') && !existsSync(source);

const hostList: SourcePlugin = {
  name: 'host_list',
  accepts: isHostList,
  read: ({ source, inventory }) => parseHostList(source, inventory),
};

const advancedHostList: SourcePlugin = {
  name: 'advanced_host_list',
  accepts: isHostList,
  read: ({ source, inventory }) => parseHostList(source, inventory, true),
};

const script: SourcePlugin = {
  name: 'script',
  accepts: (source) => isReadable(source) && isInventoryScript(source),
  read: parseScript,
};

const auto: SourcePlugin = {
  name: 'auto',
  accepts: (source) => /\.ya?ml$/.test(source) && isReadable(source),
  read: readAnyConfiguration,
};

const yaml: SourcePlugin = {
  name: 'yaml',
  accepts: (source, options) => isReadable(source) && hasYamlName(source, options),
  read: (context) =>
    parseYamlInventory(sourceText(context), context.source, context.inventory, context.origin),
};

const ini: SourcePlugin = {
  name: 'ini',
  accepts: isReadable,
  read: (context) => parseIni(sourceText(context), context.source, context.inventory, context.origin),
};

const toml: SourcePlugin = {
  name: 'toml',
  accepts: (source) => extname(source) === '.toml' && isReadable(source),
  read: (context) => parseToml(sourceText(context), context.source, context.inventory, context.origin),
};

/** A plugin that is told by a YAML file what to do. */
function configured(name: string, run: (context: PluginContext) => void): SourcePlugin {
  return {
    name,
    accepts: (source, options) => isReadable(source) && hasYamlName(source, options, ['.config']),
    read: (context) => {
      const configuration = readConfiguration(context);
      const plugin = configuration.get('plugin');
      if (plugin !== name && plugin !== `ansible.builtin.${name}`) {
        fail('inventory-plugin', `Incorrect plugin name in file: ${String(plugin ?? 'none found')}`, {
          span: valueSpan(configuration, 'plugin') ?? { file: context.source, line: 1, col: 1 },
          fix: `Write "plugin: ${name}".`,
        });
      }
      const { templar } = context.options;
      if (!templar)
        fail('inventory-plugin', 'inventory plugins need templates, which are not available here');
      run({ ...context, configuration, templar });
    },
  };
}

const CONFIGURED = [configured('constructed', construct), configured('generator', generate)];

/** Every way to read a source, by name. */
export const SOURCE_PLUGINS: ReadonlyMap<string, SourcePlugin> = new Map(
  [hostList, advancedHostList, script, auto, yaml, ini, toml, ...CONFIGURED].map((each) => [each.name, each]),
);

/** `auto`: runs the plugin that a YAML file names. */
async function readAnyConfiguration(context: SourceContext): Promise<void> {
  const configuration = readConfiguration(context);
  const given = configuration.get('plugin');
  if (typeof given !== 'string' || given === '') {
    fail(
      'inventory-plugin',
      `no root 'plugin' key found, '${context.source}' is no configuration of a plugin`,
      {
        span: { file: context.source, line: 1, col: 1 },
      },
    );
  }
  const name = given.replace(/^ansible\.builtin\./, '');
  const plugin = CONFIGURED.find((each) => each.name === name);
  if (!plugin) {
    fail('inventory-unknown-plugin', `the inventory plugin "${given}" is not part of this program`, {
      span: valueSpan(configuration, 'plugin'),
      fix:
        didYouMean(
          name,
          CONFIGURED.map((each) => each.name),
        ) ??
        'Plugins in Python cannot run here: use an inventory script that prints the hosts as JSON, or a static inventory.',
    });
  }
  if (!(await plugin.accepts(context.source, context.options)))
    fail('inventory-plugin', `inventory source '${context.source}' could not be verified by '${given}'`);
  await plugin.read(context);
}

function readConfiguration(context: SourceContext): Dict {
  const data = loadYaml(sourceText(context), context.source);
  if (data instanceof Dict && data.size > 0) return data;
  throw new DiagnosticError({
    code: 'inventory-plugin',
    severity: 'error',
    message: `${context.source} is ${data === null || data instanceof Dict ? 'empty' : 'no mapping'}`,
    span: { file: context.source, line: 1, col: 1 },
    notes: [],
  });
}
