import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { fail } from '../diag/diagnostic.js';
import { dumps } from '../value/json.js';
import { pyStr } from '../value/repr.js';
import { Dict } from '../value/types.js';
import { dumpYaml } from '../yaml/dump.js';
import { type Config, expandPath, loadConfig } from './config.js';
import { type ShownSetting, settingDefinitions, shownSettings } from './configListing.js';
import { printFindings } from './failures.js';
import { addVerbosityOption, type VerbosityOptions } from './optionGroups.js';

interface ConfigOptions extends VerbosityOptions {
  readonly config?: string;
}

interface DumpOptions extends ConfigOptions {
  readonly onlyChanged?: boolean;
  readonly changedOnly?: boolean;
  readonly type: string;
  readonly format: 'display' | 'json' | 'yaml';
}

const CONFIG_EXTENSIONS: readonly string[] = ['.cfg', '.ini'];

/** `meshwright config`: the settings of ansible.cfg and the environment, as ansible-config shows them. */
export function defineConfigCommand(program: Command): void {
  const config = program
    .command('config')
    .description('show the settings of ansible.cfg and the environment');
  const action = (name: string, description: string): Command =>
    addVerbosityOption(
      config.command(name).description(description).option('-c, --config <file>', 'read this ansible.cfg'),
    );
  action('list', 'all settings: meaning, default, environment variable, key').action(() => {
    process.stdout.write(dumpYaml(settingDefinitions(), { defaultFlowStyle: false }));
  });
  action('view', 'the text of the ansible.cfg that counts').action((options: ConfigOptions) => {
    const { file } = load(options);
    if (file === undefined)
      fail('missing-file', 'Invalid or no config file was supplied', { fix: 'Name one with -c.' });
    process.stdout.write(readFileSync(file, 'utf8'));
  });
  action('dump', 'the settings with their values and where these are from')
    .option('--only-changed', 'those that are not at their default only')
    .addOption(new Option('--changed-only').hideHelp())
    .option('-t, --type <type>', 'base, all, or a kind of plugin', 'base')
    .addOption(new Option('-f, --format <form>').choices(['display', 'json', 'yaml']).default('display'))
    .action((options: DumpOptions) => {
      const settings = load(options);
      printFindings(settings.warnings);
      process.stdout.write(dump(settings, options));
    });
}

function load({ config, verbose }: ConfigOptions): Config {
  const wanted = config ?? process.env.ANSIBLE_CONFIG;
  const file = config === undefined ? undefined : expandPath(config);
  if (file !== undefined) checkFile(file);
  const loaded = loadConfig(file === undefined ? process.env : { ...process.env, ANSIBLE_CONFIG: file });
  if (verbose > 0) {
    const text =
      loaded.file === undefined
        ? 'No config file found; using defaults'
        : `Using ${loaded.file} as config file`;
    process.stdout.write(`${text}\n`);
  } else if (wanted !== undefined && loaded.file === undefined) {
    process.stderr.write(`the configuration file ${wanted} does not exist; the defaults hold\n`);
  }
  return loaded;
}

function checkFile(file: string): void {
  try {
    readFileSync(file);
  } catch {
    fail('missing-file', `The provided configuration file is missing or not accessible: ${file}`, {
      fix: 'Check the path after -c.',
    });
  }
  if (!CONFIG_EXTENSIONS.includes(extname(file)))
    fail('missing-file', `Unsupported configuration file extension for ${file}: ${extname(file)}`, {
      fix: 'Name the file *.cfg.',
    });
}

function dump(config: Config, { type, format, onlyChanged, changedOnly }: DumpOptions): string {
  const changed = onlyChanged || changedOnly;
  const shown = shownSettings(config).filter(
    (each) => (type === 'all' || each.type === type) && (!changed || each.origin !== 'default'),
  );
  if (format === 'display') return displayed(shown, config.file, type);
  const data = shown.map((each) =>
    Dict.of({
      name: each.plugin === undefined ? each.name : `${each.plugin}.${each.name}`,
      origin: each.origin,
      type: null,
      value: each.value,
    }),
  );
  return format === 'json'
    ? `${dumps(data, { indent: 4, sortKeys: true, ensureAscii: false })}\n`
    : dumpYaml(data, { defaultFlowStyle: false });
}

/** Base settings a line each; those of plugins below the plugin's name. */
function displayed(shown: readonly ShownSetting[], file: string | undefined, type: string): string {
  const lines = type === 'base' || type === 'all' ? [`CONFIG_FILE() = ${file ?? 'None'}`] : [];
  lines.push(...shown.filter((each) => each.type === 'base').map(line));
  const types = new Set(shown.map((each) => each.type));
  types.delete('base');
  for (const kind of [...types].sort()) {
    if (type === 'all') lines.push('', `${kind.toUpperCase()}:`, '='.repeat(kind.length + 1));
    const ofKind = shown.filter((each) => each.type === kind);
    for (const plugin of new Set(ofKind.map((each) => each.plugin))) {
      lines.push('', `${plugin}:`, '_'.repeat((plugin ?? '').length + 1));
      lines.push(...ofKind.filter((each) => each.plugin === plugin).map(line));
    }
  }
  return `${lines.join('\n')}\n`;
}

function line({ name, origin, value }: ShownSetting): string {
  return `${name}(${origin}) = ${pyStr(value)}`;
}
