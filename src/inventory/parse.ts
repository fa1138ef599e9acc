import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError, fail } from '../diag/diagnostic.js';
import type { Templar } from '../template/types.js';
import type { Dict } from '../value/types.js';
import { isVaultText } from '../vault/envelope.js';
import { parseHostList } from './hostList.js';
import { parseIni } from './ini.js';
import { Inventory, type Origin } from './inventory.js';
import { pluginConfiguration, runPlugin } from './plugins/plugin.js';
import { isInventoryScript, parseScript } from './script.js';
import { parseYamlInventory } from './yamlInventory.js';

const IGNORED_NAMES = new Set(['host_vars', 'group_vars', 'vars_plugins']);
const IGNORED_ENDINGS = [
  ...['.pyc', '.pyo', '.swp', '.bak', '~', '.rpm', '.md', '.txt', '.rst', '.orig', '.ini', '.cfg', '.retry'],
];
const YAML_EXTENSIONS = new Set(['.yaml', '.yml', '.json']);

export interface ParseInventoryOptions {
  /** Receives warnings, unreadable sources among them. Default: they are dropped. */
  readonly onDiagnostic?: (finding: Diagnostic) => void;
  /** Decrypts vault-encrypted sources. */
  readonly decrypt?: (envelope: string) => string;
  /** Renders the templates of plugin configurations; without it those cannot be read. */
  readonly templar?: Templar;
  /** When a source that cannot be read ends the run: `any` of them, or only when `all` fail. Default: never. */
  readonly unreadableFails?: 'any' | 'all';
}

/**
 * Reads inventory sources in order into one Inventory: files (INI, YAML, JSON, scripts, plugin configurations),
 * directories of such, and comma-separated host lists. A source that cannot be read is a warning, as in Ansible.
 *
 * @throws DiagnosticError only as `unreadableFails` says.
 */
export async function parseInventory(
  sources: readonly string[],
  options: ParseInventoryOptions = {},
): Promise<Inventory> {
  const inventory = new Inventory({ onDiagnostic: options.onDiagnostic });
  const reader = new SourceReader(inventory, options);
  let parsed = false;
  for (const given of sources.filter((source) => source !== '')) {
    const source = given.includes(',') ? given : resolve(expandHome(given));
    inventory.sources.push(source);
    if (existsSync(source)) inventory.varsDirectories.push(isDirectory(source) ? source : dirname(source));
    parsed = (await reader.read(source)) || parsed;
  }
  inventory.reconcile();
  if (!parsed) reader.nothingParsed();
  return inventory;
}

class SourceReader {
  constructor(
    private readonly inventory: Inventory,
    private readonly options: ParseInventoryOptions,
  ) {}

  /** Whether the source, or at least one file of a directory, could be read. */
  async read(source: string): Promise<boolean> {
    if (isDirectory(source)) return this.readDirectory(source);
    try {
      await this.readFile(source);
      return true;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      this.unreadable(source, error);
      return false;
    }
  }

  nothingParsed(): void {
    if (this.options.unreadableFails === 'all') {
      fail('inventory-none', 'no inventory could be read', {
        fix: 'Give -i FILE, or correct the files named above.',
      });
    }
    this.inventory.warn('inventory-none', 'No inventory was parsed, only implicit localhost is available');
  }

  private async readDirectory(directory: string): Promise<boolean> {
    let parsed = false;
    for (const entry of readdirSync(directory).sort()) {
      if (isIgnored(entry)) continue;
      parsed = (await this.read(join(directory, entry))) || parsed;
    }
    return parsed;
  }

  private async readFile(source: string): Promise<void> {
    if (!existsSync(source)) {
      if (source.includes(',')) return parseHostList(source, this.inventory);
      fail('inventory-missing', `the inventory "${source}" does not exist`, {
        fix: 'Check the path; a list of hosts needs a comma ("host,").',
      });
    }
    const origin: Origin = { file: source, dir: dirname(source) };
    if (await isInventoryScript(source)) return parseScript(source, this.inventory, origin);
    const text = this.text(source);
    if (!mayBeYaml(text, extname(source))) return parseIni(text, source, this.inventory, origin);
    const plugin = pluginConfiguration(text, source);
    if (plugin) return this.readPlugin(plugin, origin);
    this.readYamlOrIni(text, source, origin);
  }

  private readPlugin(configuration: Dict, origin: Origin): void {
    const templar = this.options.templar;
    if (!templar) fail('inventory-plugin', 'inventory plugins need templates, which are not available here');
    runPlugin({ configuration, inventory: this.inventory, origin, templar }, this.options);
  }

  /** As Ansible, a file that is no YAML inventory is tried as INI; when that fails too, the YAML findings count. */
  private readYamlOrIni(text: string, source: string, origin: Origin): void {
    try {
      parseYamlInventory(text, source, this.inventory, origin);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      try {
        parseIni(text, source, new Inventory(), origin);
      } catch {
        throw error;
      }
      parseIni(text, source, this.inventory, origin);
    }
  }

  private text(source: string): string {
    const text = readFileSync(source, 'utf8');
    if (!isVaultText(text)) return text;
    if (this.options.decrypt) return this.options.decrypt(text);
    return fail('vault-no-secret', 'the inventory is encrypted, and no vault password was given', {
      span: { file: source, line: 1, col: 1 },
      fix: 'Give --vault-password-file or --ask-vault-pass.',
    });
  }

  private unreadable(source: string, error: DiagnosticError): void {
    if (this.options.unreadableFails === 'any') throw error;
    for (const finding of error.diagnostics) this.options.onDiagnostic?.({ ...finding, severity: 'warning' });
    this.inventory.warn('inventory-unreadable', `Unable to parse ${source} as an inventory source`);
  }
}

/** A mapping begins with `{` or with a key; a section header or a host line does not. */
function mayBeYaml(text: string, extension: string): boolean {
  if (extension !== '') return YAML_EXTENSIONS.has(extension);
  const first = text.split('\n').find((line) => !/^\s*(?:#.*|---.*)?$/.test(line)) ?? '';
  return /^\s*\{/.test(first) || /:(?:\s|$)/.test(first);
}

function isIgnored(entry: string): boolean {
  return (
    entry.startsWith('.') ||
    IGNORED_NAMES.has(entry) ||
    IGNORED_ENDINGS.some((ending) => entry.endsWith(ending))
  );
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
