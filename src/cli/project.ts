import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type Diagnostic, fail } from '../diag/diagnostic.js';
import { Run } from '../engine/run.js';
import type { EventSink } from '../events/events.js';
import type { Inventory } from '../inventory/inventory.js';
import { parseInventory } from '../inventory/parse.js';
import { findModule, moduleNames } from '../modules/index.js';
import type { Play } from '../playbook/ast.js';
import { checkPlays } from '../playbook/checks/checkPlays.js';
import { Collections, qualifiedName } from '../playbook/collections.js';
import type { LoadContext } from '../playbook/context.js';
import { loadPlaybook } from '../playbook/loadPlaybook.js';
import { importRole } from '../playbook/loadRole.js';
import { installedAnsible } from '../playbook/modules/controllerPython.js';
import { ModuleLibrary } from '../playbook/modules/moduleLibrary.js';
import { isFile, SourceFiles } from '../playbook/sourceFiles.js';
import type { ArgumentSpec } from '../spec/types.js';
import { createTemplar } from '../template/templar.js';
import { VariableStore } from '../vars/store.js';
import { type Config, expandPath } from './config.js';
import { parseExtraVars } from './extraVars.js';
import { Findings } from './findings.js';
import type { PlaybookOptions } from './playbookOptions.js';
import { ask } from './prompt.js';
import { reachOf } from './reach.js';
import { runOptions } from './runOptions.js';
import { vaultDecryptor } from './vaultSecrets.js';

const SYSTEM_INVENTORY = '/etc/ansible/hosts';

/** A project read and checked, ready to run or to be listed. */
export interface Project {
  readonly run: Run;
  readonly playbooks: readonly { readonly file: string; readonly plays: readonly Play[] }[];
  /** Findings that do not stop a run: warnings, and hints about what may never matter. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads inventory and playbooks and checks everything that can be checked before a connection is made. Throws a
 * DiagnosticError with all findings at once.
 */
export async function openProject(
  files: readonly string[],
  options: PlaybookOptions,
  config: Config,
  sink: EventSink,
  signal: AbortSignal,
  secret: (text: string) => void,
): Promise<Project> {
  const findings = new Findings();
  const onDiagnostic = (finding: Diagnostic): void => findings.add(finding);
  for (const file of files) if (!isFile(file) && !qualifiedName(file)) missingPlaybook(file);
  const decrypt = await vaultDecryptor(options, config);
  const sources = inventorySources(options, config);
  const decryption = decrypt ? { decrypt } : {};
  // A value decrypted in place is a secret; a decrypted file holds ordinary variables too.
  const templar = createTemplar({
    ...(decrypt && { decrypt: revealing(decrypt, secret) }),
    native: config.jinja2Native ?? false,
  });
  const inventory = await parseInventory(sources, { onDiagnostic, templar, ...decryption });
  const sourceFiles = new SourceFiles({ ...decryption, onDiagnostic });
  const store = new VariableStore({
    inventory,
    extraVars: parseExtraVars(options.extraVars, decrypt),
    files: sourceFiles,
    templar,
    mergeHashes: config.hashBehaviour === 'merge',
    varsFiles: { decrypt, onDiagnostic },
  });
  const collections = new Collections(
    config.collectionsPath ?? [`${homedir()}/.ansible/collections`, '/usr/share/ansible/collections'],
    sourceFiles,
  );
  const playbookFiles = files.map((file) => playbookFile(collections, file));
  const load: LoadContext = {
    files: sourceFiles,
    rolesPath:
      config.rolesPath ??
      ['~/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles'].map((path) => expandPath(path)),
    collections,
    modules: new ModuleLibrary({
      isNative: (name) => findModule(name) !== undefined,
      first: (options.modulePath ?? '')
        .split(':')
        .filter((path) => path !== '')
        .map((path) => expandPath(path)),
      configured: config.library ?? [],
      configuredUtils: config.moduleUtils ?? [],
      collectionDirectory: (name) => collections.directory(name),
      installed: installedAnsible,
    }),
    actions: {
      takesFreeForm: (name) => findModule(name)?.freeForm ?? false,
      argumentSpec,
      names: moduleNames,
    },
    syntax: templar,
    interpolate: (value, node) => templar.resolve(value, store.parseScope(node, new Map())),
    importRole,
    report: onDiagnostic,
  };
  const run = new Run({
    options: await runOptions(options, config, sources),
    inventory,
    store,
    templar,
    load,
    sink,
    signal,
    decrypt,
    secret,
    ask,
    refreshInventory: async () =>
      adopt(inventory, await parseInventory(sources, { onDiagnostic, templar, ...decryption })),
  });
  const playbooks = files.map((file, i) => ({ file, plays: loadPlaybook(load, playbookFiles[i]!) }));
  const complete = findings.errors.length === 0;
  if (options.syntaxCheck || !(options.listHosts || options.listTasks || options.listTags)) {
    checkPlays(
      load,
      playbooks.flatMap(({ plays }) => plays),
      // ansible-playbook --syntax-check passes what fails only in the run, and so must we
      { complete, reach: reachOf(run), certain: options.syntaxCheck && complete ? 'warning' : 'error' },
    );
  }
  findings.refuseErrors();
  return { run, playbooks, warnings: findings.all };
}

/** The file of a playbook named on the command line, by path or as `ns.col.playbook`. */
function playbookFile(collections: Collections, name: string): string {
  const file = collections.playbook(name) ?? resolve(name);
  if (!isFile(file)) missingPlaybook(name);
  if (collections.around(file) === undefined) collections.addBeside(dirname(file));
  return file;
}

function missingPlaybook(name: string): never {
  fail('missing-playbook', `the playbook: ${name} could not be found`, { fix: 'check the path' });
}

function argumentSpec(name: string): ArgumentSpec | undefined {
  const module = findModule(name);
  return module && { ...module, kind: 'module' };
}

function revealing(
  decrypt: (envelope: string) => string,
  secret: (text: string) => void,
): (envelope: string) => string {
  return (envelope) => {
    const text = decrypt(envelope);
    secret(text.trimEnd());
    return text;
  };
}

function inventorySources(options: PlaybookOptions, config: Config): string[] {
  const given = [...options.inventory, ...(options.inventoryFile ?? [])];
  if (given.length > 0) return given;
  return config.inventory ?? [SYSTEM_INVENTORY].filter((path) => existsSync(path));
}

/** Replaces the content of an inventory by what was just read. */
function adopt(inventory: Inventory, fresh: Inventory): void {
  inventory.hosts.clear();
  inventory.groups.clear();
  for (const [name, host] of fresh.hosts) inventory.hosts.set(name, host);
  for (const [name, group] of fresh.groups) inventory.groups.set(name, group);
  inventory.generation += 1;
}
