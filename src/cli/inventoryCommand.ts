import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { select } from '../inventory/patterns.js';
import { type Config, loadConfig } from './config.js';
import { printFindings } from './failures.js';
import { dumpListing, type ListingForm } from './inventory/dumpListing.js';
import { EntityVars } from './inventory/entityVars.js';
import { inventoryGraph } from './inventory/graph.js';
import { jsonListing, type ListingParts, tomlListing, yamlListing } from './inventory/listing.js';
import { addWorkspaceOptions, playbookDirectory, type WorkspaceOptions } from './optionGroups.js';
import { openQuietWorkspace } from './quietWorkspace.js';
import type { Workspace } from './workspace.js';

interface InventoryCommandOptions extends WorkspaceOptions {
  readonly list?: boolean;
  readonly host?: string;
  readonly graph?: boolean;
  readonly yaml?: boolean;
  readonly toml?: boolean;
  readonly vars?: boolean;
  readonly export?: boolean;
  readonly output?: string;
}

/** `meshwright inventory`: what the inventory says, as ansible-inventory shows it. */
export function defineInventoryCommand(program: Command): void {
  const command = program
    .command('inventory')
    .description('show hosts, groups and their variables, as ansible-inventory does')
    .argument('[group]', 'the group at which --graph begins (default all)')
    .option('--list', 'all hosts and groups, as an inventory script prints them')
    .option('--host <name>', 'the variables of one host')
    .option('--graph', 'groups and hosts as a tree')
    .option('-y, --yaml', 'as YAML instead of JSON')
    .option('--toml', 'as TOML instead of JSON')
    .option('--vars', 'show variables in the tree')
    .option('--export', 'with --list: what the sources say, not what the hosts see')
    .option('--output <file>', 'write into a file')
    .addOption(new Option('-l, --limit <pattern>', 'with --list: show these hosts only'));
  addWorkspaceOptions(command);
  command.action(async (group: string | undefined, options: InventoryCommandOptions) => {
    const text = await inventoryText(group ?? 'all', options, loadConfig());
    if (options.output === undefined) process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    else writeOutput(options.output, text);
  });
}

async function inventoryText(
  group: string,
  options: InventoryCommandOptions,
  config: Config,
): Promise<string> {
  checkAction(options);
  printFindings(config.warnings);
  const workspace = await openQuietWorkspace(options, config);
  const exported = options.export ?? config.inventoryExport ?? false;
  const basedir = playbookDirectory(options, config.playbookDir);
  const vars = new EntityVars(workspace, exported, basedir);
  const text = view(group, options, workspace, vars, exported);
  printFindings(workspace.findings.all, options.verbose >= 3);
  return text;
}

function view(
  group: string,
  options: InventoryCommandOptions,
  workspace: Workspace,
  vars: EntityVars,
  exported: boolean,
): string {
  const { inventory } = workspace.run.parts;
  const form = options.yaml ? 'yaml' : options.toml ? 'toml' : 'json';
  if (options.host !== undefined) {
    const [host, second] = select(options.host, inventory);
    if (!host || second) {
      fail('bad-option', 'You must pass a single valid host to --host parameter', {
        fix: didYouMean(options.host, inventory.hosts.keys()) ?? 'Give the name of one host.',
      });
    }
    return dumpListing(vars.ofHost(host), form);
  }
  if (options.graph) {
    const start = inventory.groups.get(group);
    if (!start) {
      fail('bad-option', 'Pattern must be valid group name when using --graph', {
        fix: didYouMean(group, inventory.groups.keys()) ?? 'Give the name of one group.',
      });
    }
    return inventoryGraph(start, options.vars ? vars : undefined);
  }
  const hosts = select('all', inventory, { limit: options.limit });
  return dumpListing(LISTINGS[form]({ inventory, hosts, vars, exported }), form);
}

const LISTINGS: Readonly<Record<ListingForm, (parts: ListingParts) => ReturnType<typeof jsonListing>>> = {
  json: jsonListing,
  yaml: yamlListing,
  toml: tomlListing,
};

function checkAction({ list, host, graph }: InventoryCommandOptions): void {
  const used = [list, host, graph].filter((each) => each !== undefined).length;
  if (used === 1) return;
  fail(
    'bad-option',
    used === 0
      ? 'No action selected, at least one of --host, --graph or --list needs to be specified.'
      : 'Conflicting options used, only one of --host, --graph or --list can be used at the same time.',
    { fix: '--help lists the options' },
  );
}

function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    fail('missing-file', `Unable to write to destination file (${file}): ${(error as Error).message}`);
  }
}
