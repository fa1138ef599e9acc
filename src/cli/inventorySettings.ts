import { existsSync } from 'node:fs';
import type { GroupNameRule } from '../inventory/groupName.js';
import type { ParseInventoryOptions } from '../inventory/parse.js';
import type { Config } from './config.js';
import type { InventoryOptions } from './optionGroups.js';

const SYSTEM_INVENTORY = '/etc/ansible/hosts';

/** The inventory sources: those of the command line, else of the configuration, else the system's where it exists. */
export function inventorySources(options: InventoryOptions, config: Config): string[] {
  const given = [...options.inventory, ...(options.inventoryFile ?? [])];
  if (given.length > 0) return given;
  return config.inventory ?? [SYSTEM_INVENTORY].filter((path) => existsSync(path));
}

/** What the configuration says about reading inventories. */
export function inventorySettings(config: Config): ParseInventoryOptions {
  return {
    enabled: config.inventoryEnabled,
    ignoredEndings: config.inventoryIgnoreExtensions,
    ignoredPatterns: config.inventoryIgnorePatterns,
    anyUnparsedFails: config.anyUnparsedIsFailed,
    unparsedFails: config.unparsedIsFailed,
    unparsedWarning: config.unparsedWarning,
    groupNames: GROUP_NAMES.find((each) => each === config.forceValidGroupNames),
    unmatchedPattern: MISMATCHES.find((each) => each === config.hostPatternMismatch),
    mergeHashes: config.hashBehaviour === 'merge',
    yamlExtensions: config.yamlExtensions,
    scriptStderr: config.scriptStderr,
    useExtraVars: config.useExtraVars,
  };
}

const GROUP_NAMES: readonly GroupNameRule[] = ['always', 'ignore', 'never', 'silently'];
const MISMATCHES = ['error', 'ignore', 'warning'] as const;
