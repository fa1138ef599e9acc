import { type Diagnostic, diagnostic } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { Magic } from '../engine/magic.js';
import { Run } from '../engine/run.js';
import type { EventSink } from '../events/events.js';
import type { Inventory } from '../inventory/inventory.js';
import { parseInventory } from '../inventory/parse.js';
import type { VarsFileOptions } from '../inventory/varsFiles.js';
import type { Collections } from '../playbook/collections.js';
import { SourceFiles } from '../playbook/sourceFiles.js';
import type { SecretGate } from '../report/index.js';
import { createTemplar } from '../template/templar.js';
import { createFactCache } from '../vars/factCache.js';
import { GROUP_LAYERS } from '../vars/inventoryLayers.js';
import { VariableStore } from '../vars/store.js';
import { settingValue } from './config/settingValue.js';
import { type Config, expandPath } from './config.js';
import { conversation, converse } from './conversation.js';
import { parseExtraVars } from './extraVars.js';
import { Findings } from './findings.js';
import { inventorySettings, inventorySources } from './inventorySettings.js';
import { configuredCollections, loadContext } from './loadContext.js';
import type { RunCommandOptions } from './playbookOptions.js';
import { ask, readCommand } from './prompt.js';
import { runOptions } from './runOptions.js';
import { secretVariables } from './vaultedTexts.js';
import { vaultDecryptor } from './vaultSecrets.js';

/** Everything a command works with besides playbooks: hosts, variables, and what is needed to load and run tasks. */
export interface Workspace {
  readonly run: Run;
  readonly collections: Collections;
  readonly findings: Findings;
  /** How files of variables are read. */
  readonly varsFiles: VarsFileOptions;
  /** `hash_behaviour = merge`. */
  readonly mergeHashes: boolean;
}

/** What keeps secrets out of the output. */
export type Secrets = Pick<SecretGate, 'add' | 'mask' | 'reveals'>;

/**
 * Reads the inventory and sets up what playbooks and tasks need. Findings are collected, not thrown, except for
 * those that leave nothing to work with (DiagnosticError).
 */
export async function openWorkspace(
  options: RunCommandOptions,
  config: Config,
  sink: EventSink,
  signal: AbortSignal,
  secrets: Secrets,
): Promise<Workspace> {
  const findings = new Findings();
  const onDiagnostic = (finding: Diagnostic): void => {
    const severity = severityOf(finding, config);
    if (severity !== undefined) findings.add({ ...finding, severity });
  };
  const decrypt = await vaultDecryptor(options, config, onDiagnostic);
  const sources = inventorySources(options, config);
  const secret = (text: string): void => secrets.add(text);
  // A value and a file for a host are secret as a whole; files of YAML hold more than secrets.
  const decryptFile = decrypt && revealing(decrypt, secret, (text) => secretVariables(text) ?? []);
  const decryption = decryptFile ? { decrypt: decryptFile } : {};
  const templar = createTemplar({
    ...(decrypt && { decrypt: revealing(decrypt, secret, (text) => [text.trimEnd()]) }),
    native: config.jinja2Native ?? false,
    extensions: config.jinja2Extensions ?? [],
    failOnUndefined: config.errorOnUndefinedVars ?? true,
    warn: (text) => sink({ kind: 'message', level: 'warning', text }),
    setting: (name) => settingValue(config, name),
  });
  const extraVars = parseExtraVars(options.extraVars, decryptFile);
  const readInventory = (): Promise<Inventory> =>
    parseInventory(sources, {
      ...inventorySettings(config),
      onDiagnostic,
      templar,
      extraVars,
      ...decryption,
    });
  const inventory = await readInventory();
  const sourceFiles = new SourceFiles({ ...decryption, onDiagnostic });
  checkPrecedence(config.precedence ?? [], onDiagnostic);
  const mergeHashes = config.hashBehaviour === 'merge';
  const varsFiles: VarsFileOptions = { decrypt: decryptFile, onDiagnostic };
  const store = new VariableStore({
    ...storeSettings(config, varsFiles, secrets),
    inventory,
    extraVars,
    files: sourceFiles,
    templar,
    mergeHashes,
  });
  const collections = configuredCollections(config, sourceFiles);
  const settled = await runOptions(options, config, sources);
  const magic = new Magic(inventory, settled);
  const load = loadContext({
    options,
    config,
    files: sourceFiles,
    collections,
    templar,
    store,
    magic,
    onDiagnostic,
  });
  const run = new Run({
    options: settled,
    inventory,
    store,
    templar,
    load,
    sink,
    signal,
    decrypt: decrypt && revealing(decrypt, secret, (text) => secretVariables(text) ?? [text.trimEnd()]),
    secret,
    masked: (text) => secrets.mask(text),
    converse: (work) => conversation(sink, () => converse(sink, work)),
    ask: (question, hidden) => conversation(sink, () => ask(secrets.mask(question), hidden)),
    readCommand: (prompt) => conversation(sink, () => readCommand(secrets.mask(prompt))),
    refreshInventory: async () => adopt(inventory, await readInventory()),
  });
  return { run, collections, findings, varsFiles, mergeHashes };
}

/** What the configuration says about variables. */
function storeSettings(
  config: Config,
  varsFiles: VarsFileOptions,
  secrets: Secrets,
): Pick<
  ConstructorParameters<typeof VariableStore>[0],
  'injectFacts' | 'factCache' | 'inventoryLayers' | 'privateRoleVars'
> {
  return {
    injectFacts: config.injectFacts ?? true,
    factCache: createFactCache({
      kind: config.factCaching ?? 'memory',
      directory: config.factCachingConnection && expandPath(config.factCachingConnection),
      prefix: config.factCachingPrefix ?? 'ansible_facts',
      timeout: config.factCachingTimeout ?? 86_400,
      isSecret: (text) => secrets.reveals(text),
    }),
    inventoryLayers: {
      ...varsFiles,
      groupPrecedence: config.precedence,
      besideSources: readsVarsFiles(config.varsPluginsEnabled),
    },
    privateRoleVars: config.privateRoleVars ?? false,
  };
}

/** A decryptor that makes known what is secret in what it has decrypted. */
function revealing(
  decrypt: (envelope: string) => string,
  secret: (text: string) => void,
  secretsOf: (text: string) => readonly string[],
): (envelope: string) => string {
  return (envelope) => {
    const text = decrypt(envelope);
    for (const found of secretsOf(text)) secret(found);
    return text;
  };
}

/** Replaces the content of an inventory by what was just read. */
function adopt(inventory: Inventory, fresh: Inventory): void {
  inventory.hosts.clear();
  inventory.groups.clear();
  for (const [name, host] of fresh.hosts) inventory.hosts.set(name, host);
  for (const [name, group] of fresh.groups) inventory.groups.set(name, group);
  inventory.generation += 1;
}

/** Names in `precedence` that stand for no layer are left out. */
function checkPrecedence(names: readonly string[], report: (finding: Diagnostic) => void): void {
  const known: readonly string[] = GROUP_LAYERS;
  for (const name of names.filter((each) => !known.includes(each))) {
    const message = `the setting precedence has an unknown entry: ${name}`;
    report(diagnostic('bad-setting', message, { severity: 'warning', fix: didYouMean(name, known) }));
  }
}

/** `vars_plugins_enabled` may leave out the one source there is. */
function readsVarsFiles(enabled: readonly string[] | undefined): boolean {
  return enabled === undefined || enabled.some((name) => name.split('.').at(-1) === 'host_group_vars');
}

/** Settings say how bad some findings are: `duplicate_dict_key`, `invalid_task_attribute_failed`. */
function severityOf(finding: Diagnostic, config: Config): Diagnostic['severity'] | undefined {
  if (finding.code === 'include-keyword' && config.invalidTaskAttributeFailed === false) return 'warning';
  if (finding.code !== 'yaml-duplicate-key') return finding.severity;
  if (config.duplicateDictKey === 'ignore') return undefined;
  return config.duplicateDictKey === 'error' ? 'error' : finding.severity;
}
