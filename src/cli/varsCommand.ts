import { isAbsolute, relative } from 'node:path';
import type { Command } from 'commander';
import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { pyStr } from '../value/repr.js';
import { Dict, Undefined, type Value, Vaulted } from '../value/types.js';
import type { VarOrigin } from '../vars/layer.js';
import type { ScopeKey } from '../vars/store.js';
import { loadConfig } from './config.js';
import { printFindings } from './failures.js';
import { dumpListing } from './inventory/dumpListing.js';
import { printable } from './inventory/printable.js';
import { addWorkspaceOptions, playbookDirectory, type WorkspaceOptions } from './optionGroups.js';
import { openQuietWorkspace } from './quietWorkspace.js';
import type { Workspace } from './workspace.js';

interface VarsOptions extends WorkspaceOptions {
  readonly json?: boolean;
}

/** `meshwright vars HOST [NAME]`: where the variables of a host come from. */
export function defineVarsCommand(program: Command): void {
  const command = program
    .command('vars')
    .description('show where the variables of a host come from, the place that counts first')
    .argument('<host>', 'a host of the inventory')
    .argument('[name]', 'one variable; without it all of them')
    .option('--json', 'as JSON');
  addWorkspaceOptions(command);
  command.action(async (host: string, name: string | undefined, options: VarsOptions) => {
    const config = loadConfig();
    printFindings(config.warnings);
    const workspace = await openQuietWorkspace(options, config);
    const basedir = playbookDirectory(options, config.playbookDir);
    const found = explained(workspace, { host, magic: new Map(), basedir: basedir ?? process.cwd() }, name);
    printFindings(workspace.findings.all);
    process.stdout.write(options.json ? `${asJson(found)}\n` : asText(found));
  });
}

interface Explained {
  readonly name: string;
  /** The value a task sees. */
  readonly value: Value;
  /** The winner first. */
  readonly origins: readonly VarOrigin[];
}

function explained(workspace: Workspace, key: ScopeKey, only: string | undefined): Explained[] {
  const { inventory, store } = workspace.run.parts;
  if (!inventory.host(key.host)) {
    fail('inventory-unknown-host', `the inventory has no host "${key.host}"`, {
      fix: didYouMean(key.host, inventory.hosts.keys()) ?? 'Give the inventory with -i.',
    });
  }
  const scope = store.scope(key);
  const names = [...scope.names()].filter((name) => name !== 'inventory_file' && name !== 'inventory_dir');
  if (only !== undefined && !scope.has(only)) {
    fail('inventory-unknown-variable', `nothing sets "${only}" for ${key.host}`, {
      fix: didYouMean(only, names) ?? 'Leave the name out to see all variables.',
    });
  }
  return (only === undefined ? names.sort() : [only]).map((name) => {
    const origins = store.explain(key, name);
    const written = origins[0]?.value;
    // an encrypted value stays so on the screen
    const value = written instanceof Vaulted ? written : renderedValue(() => scope.get(name));
    return { name, value, origins };
  });
}

/** A value that cannot be rendered without a play is shown as written. */
function renderedValue(read: () => Value | undefined): Value {
  try {
    const value = read();
    return value === undefined || value instanceof Undefined ? null : value;
  } catch {
    return null;
  }
}

function asText(found: readonly Explained[]): string {
  return found
    .flatMap(({ name, value, origins }) => [
      `${name}: ${pyStr(printable(value))}`,
      ...origins.map((origin, i) => {
        return `  ${i === 0 ? '*' : ' '} ${placeOf(origin)}: ${pyStr(printable(origin.value))}`;
      }),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function asJson(found: readonly Explained[]): string {
  const data = new Dict();
  for (const { name, value, origins } of found) {
    const layers = origins.map((origin) =>
      Dict.of({
        layer: origin.layer,
        value: origin.value,
        ...(origin.span && { file: origin.span.file, line: origin.span.line }),
      }),
    );
    data.set(name, Dict.of({ value, layers }));
  }
  return dumpListing(data, 'json');
}

/** The layer and where it sets the variable; a layer that is a file has no other name. */
function placeOf({ layer, span }: VarOrigin): string {
  if (!span) return layer;
  const below = isAbsolute(span.file) ? relative(process.cwd(), span.file) : span.file;
  const file = below.startsWith('..') ? span.file : below;
  return layer === span.file || layer === file ? `${file}:${span.line}` : `${layer}, ${file}:${span.line}`;
}
