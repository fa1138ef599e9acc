import { parse, TomlDate, TomlError } from 'smol-toml';
import { fail } from '../diag/diagnostic.js';
import { fromJs } from '../value/convert.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, toFloat, type Value } from '../value/types.js';
import type { Inventory, Origin } from './inventory.js';
import { expandHostEntry } from './ranges.js';

/**
 * Adds the hosts and groups of a TOML inventory: a table for each group with the tables `hosts` and `vars` and the
 * list `children`. Throws DiagnosticError.
 */
export function parseToml(text: string, file: string, inventory: Inventory, origin: Origin): void {
  const data = load(text, file);
  const span = { file, line: 1, col: 1 };
  if (data.size === 0) fail('inventory-toml', 'Parsed empty TOML file', { span });
  if (data.get('plugin'))
    fail('inventory-toml', 'the file configures a plugin, and those are written in YAML', { span });
  for (const [name, body] of data) addGroup(String(name), body, file, inventory, origin);
}

function load(text: string, file: string): Dict {
  try {
    const data = pythonValue(parse(text, { integersAsBigInt: true }));
    return data instanceof Dict ? data : new Dict();
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return fail('inventory-toml', `TOML file is invalid: ${reason}`, {
      span: { file, line: error.line, col: error.column },
    });
  }
}

/** With integers as bigint, every number of the parser is a float. */
function pythonValue(data: unknown): Value {
  if (typeof data === 'number') return toFloat(data);
  if (typeof data === 'bigint') return Number.isSafeInteger(Number(data)) ? Number(data) : data;
  if (data instanceof TomlDate) return data.toISOString();
  if (Array.isArray(data)) return data.map(pythonValue);
  if (typeof data === 'object' && data !== null)
    return new Dict(Object.entries(data).map(([key, item]) => [key, pythonValue(item)]));
  return fromJs(data);
}

function addGroup(name: string, body: Value, file: string, inventory: Inventory, origin: Origin): void {
  if (!(body instanceof Dict)) {
    inventory.warn('inventory-toml', `Skipping '${name}' as this is not a valid group definition`);
    return;
  }
  const group = inventory.addGroup(name);
  const at = { file, line: 1, col: 1 };
  for (const [key, section] of body) {
    if (key === 'children') {
      if (!Array.isArray(section)) wrongSection(name, key, 'a list', section, file);
      for (const child of section) inventory.addChildGroup(group, inventory.addGroup(String(child)));
    } else if (key === 'vars') {
      if (!(section instanceof Dict)) wrongSection(name, key, 'a table', section, file);
      for (const [variable, value] of section) inventory.setGroupVariable(group, variable, value, at);
    } else if (key === 'hosts') {
      if (!(section instanceof Dict)) wrongSection(name, key, 'a table', section, file);
      for (const [entry, vars] of section) {
        if (!(vars instanceof Dict)) wrongSection(name, String(entry), 'a table', vars, file);
        inventory.addHostEntry(expandHostEntry(String(entry)), group, vars, origin, at);
      }
    } else {
      const message = `Skipping unexpected key "${String(key)}" in group "${name}", only "vars", "children" and "hosts" are valid`;
      inventory.warn('inventory-toml', message, at);
    }
  }
}

function wrongSection(group: string, key: string, wanted: string, found: Value, file: string): never {
  fail(
    'inventory-toml',
    `Invalid "${key}" entry for "${group}" group: ${wanted} is needed, not ${pyTypeName(found)}`,
    {
      span: { file, line: 1, col: 1 },
    },
  );
}
