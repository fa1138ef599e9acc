import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { expandHome } from '../template/files/home.js';
import { isDirectory } from '../template/files/status.js';
import { compilePattern } from '../value/pyre.js';
import { type FailedAttempt, failedAttempt, tellingFindings } from './attempts.js';
import { Inventory, type InventoryOptions } from './inventory.js';
import type { SourceOptions, SourcePlugin } from './sourcePlugin.js';
import { DEFAULT_SOURCE_PLUGINS, SOURCE_PLUGINS } from './sourcePlugins.js';

const IGNORED_NAMES = new Set(['host_vars', 'group_vars', 'vars_plugins']);
const IGNORED_ENDINGS = [
  ...['.pyc', '.pyo', '.swp', '.bak', '~', '.rpm', '.md', '.txt', '.rst', '.orig', '.ini', '.cfg', '.retry'],
];
const SYSTEM_INVENTORY = '/etc/ansible/hosts';

export interface ParseInventoryOptions extends SourceOptions, Omit<InventoryOptions, 'onDiagnostic'> {
  /** Ways to read a source, in the order they are tried. Default: DEFAULT_SOURCE_PLUGINS. */
  readonly enabled?: readonly string[] | undefined;
  /** Endings of files that are left out of directories. Default: those of ansible-core. */
  readonly ignoredEndings?: readonly string[] | undefined;
  /** Python regular expressions of further names that are left out. */
  readonly ignoredPatterns?: readonly string[] | undefined;
  /** A source that cannot be read ends the run. Default false. */
  readonly anyUnparsedFails?: boolean | undefined;
  /** The run ends when no source can be read. Default false. */
  readonly unparsedFails?: boolean | undefined;
  /** Warn when no source can be read. Default true. */
  readonly unparsedWarning?: boolean | undefined;
}

/**
 * Reads inventory sources in order into one Inventory: files (INI, YAML, JSON, TOML, scripts, plugin configurations),
 * directories of such, and comma-separated host lists. A source that cannot be read is a warning, as in Ansible.
 *
 * @throws DiagnosticError only as the options say, and when no way to read sources is enabled.
 */
export async function parseInventory(
  sources: readonly string[],
  options: ParseInventoryOptions = {},
): Promise<Inventory> {
  const inventory = new Inventory(options);
  const reader = new SourceReader(inventory, options);
  let parsed = false;
  for (const given of sources.filter((source) => source !== '')) {
    const source = given.includes(',') ? given : resolve(expandHome(given));
    inventory.sources.push(source);
    if (existsSync(source)) inventory.varsDirectories.push(isDirectory(source) ? source : dirname(source));
    parsed = (await reader.read(source)) || parsed;
  }
  if (parsed) inventory.reconcile();
  else nothingParsed(inventory, options);
  return inventory;
}

function nothingParsed(inventory: Inventory, options: ParseInventoryOptions): void {
  if (options.unparsedFails) {
    fail('inventory-none', 'No inventory was parsed, please check your configuration and options', {
      fix: 'Give -i FILE, or correct the files named above.',
    });
  }
  if (options.unparsedWarning ?? true)
    inventory.warn('inventory-none', 'No inventory was parsed, only implicit localhost is available');
}

class SourceReader {
  private readonly plugins: readonly SourcePlugin[];

  constructor(
    private readonly inventory: Inventory,
    private readonly options: ParseInventoryOptions,
  ) {
    this.plugins = (options.enabled ?? DEFAULT_SOURCE_PLUGINS).flatMap((name) => this.plugin(name) ?? []);
    if (this.plugins.length > 0) return;
    fail('inventory-no-plugins', 'no way to read inventories is enabled', {
      fix: `Set enable_plugins to some of ${[...SOURCE_PLUGINS.keys()].join(', ')}.`,
    });
  }

  /** Whether the source, or at least one file of a directory, could be read. */
  async read(source: string): Promise<boolean> {
    const attempts: FailedAttempt[] = [];
    const parsed = isDirectory(source)
      ? await this.readDirectory(source)
      : await this.readFile(source, attempts);
    if (parsed || (source === SYSTEM_INVENTORY && !existsSync(source))) return parsed;
    this.unreadable(source, attempts);
    return false;
  }

  private plugin(name: string): SourcePlugin | undefined {
    const plugin = SOURCE_PLUGINS.get(name.replace(/^ansible\.builtin\./, ''));
    if (plugin) return plugin;
    const fix =
      didYouMean(name, SOURCE_PLUGINS.keys()) ??
      'Plugins in Python cannot run here; an inventory script can do the same.';
    this.inventory.warn(
      'inventory-unknown-plugin',
      `Failed to load inventory plugin, skipping ${name}`,
      undefined,
      fix,
    );
    return undefined;
  }

  private async readDirectory(directory: string): Promise<boolean> {
    let parsed = false;
    for (const entry of readdirSync(directory).sort()) {
      if (this.isIgnored(entry)) continue;
      parsed = (await this.read(join(directory, entry))) || parsed;
    }
    return parsed;
  }

  /** The first way that succeeds counts; what failed ways have read before stays, as in Ansible. */
  private async readFile(source: string, attempts: FailedAttempt[]): Promise<boolean> {
    const origin = existsSync(source) ? { file: source, dir: dirname(source) } : { file: source, dir: null };
    const { inventory, options } = this;
    for (const plugin of this.plugins) {
      if (!(await plugin.accepts(source, options))) continue;
      try {
        await plugin.read({ source, inventory, origin, options });
        inventory.processedSources.push(source);
        return true;
      } catch (error) {
        attempts.push(failedAttempt(error, plugin.name));
      }
    }
    return false;
  }

  private unreadable(source: string, attempts: readonly FailedAttempt[]): void {
    const findings = tellingFindings(source, attempts);
    if (this.options.anyUnparsedFails) {
      const last = diagnostic(
        'inventory-unreadable',
        `Completely failed to parse inventory source ${source}`,
      );
      throw new DiagnosticError([...findings, last]);
    }
    for (const finding of findings) this.options.onDiagnostic?.({ ...finding, severity: 'warning' });
    this.inventory.warn(
      'inventory-unreadable',
      `Unable to parse ${source} as an inventory source`,
      undefined,
      existsSync(source) ? undefined : 'Check the path; a list of hosts needs a comma ("host,").',
    );
  }

  private isIgnored(entry: string): boolean {
    return (
      entry.startsWith('.') ||
      IGNORED_NAMES.has(entry) ||
      (this.options.ignoredEndings ?? IGNORED_ENDINGS).some((ending) => entry.endsWith(ending)) ||
      (this.options.ignoredPatterns ?? []).some((pattern) => compilePattern(pattern).search(entry) !== null)
    );
  }
}
