import { type Diagnostic, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Key, type Value } from '../value/types.js';
import { loadYaml } from '../yaml/load.js';
import { keySpan, spanOf, valueSpan } from '../yaml/spans.js';
import type { Inventory, Origin } from './inventory.js';
import type { InventoryGroup } from './model.js';
import { expandHostEntry } from './ranges.js';

/**
 * Adds the hosts and groups of a YAML inventory: top-level keys are groups with `hosts`, `vars` and `children`.
 *
 * @throws DiagnosticError when the text is no such mapping (also for plugin configurations, which have a `plugin` key).
 */
export function parseYamlInventory(text: string, file: string, inventory: Inventory, origin: Origin): void {
  const data = loadYaml(text, file, { onDiagnostic: (finding) => report(inventory, finding) });
  const whole = { file, line: 1, col: 1 };
  if (!(data instanceof Dict) || data.size === 0) {
    fail('inventory-yaml', `a YAML inventory is a mapping of groups, and this file is ${describe(data)}`, {
      span: spanOf(data) ?? whole,
      fix: 'Begin with "all:" and list the hosts below "hosts:".',
    });
  }
  const reader = new YamlInventoryReader(inventory, origin);
  for (const [name, body] of data) reader.readGroup(name, body, keySpan(data, name) ?? whole);
}

class YamlInventoryReader {
  constructor(
    private readonly inventory: Inventory,
    private readonly origin: Origin,
  ) {}

  readGroup(name: Key, body: Value, at: SourceSpan): InventoryGroup | undefined {
    if (typeof name !== 'string') {
      fail('inventory-yaml', `the group name ${String(name)} is no text`, {
        span: at,
        fix: 'Put the name in quotes.',
      });
    }
    if (body !== null && !(body instanceof Dict)) {
      this.warn(`Skipping '${name}' as this is not a valid group definition`, at);
      return this.inventory.groups.get(name);
    }
    const group = this.inventory.addGroup(name);
    for (const [key, section] of body ?? []) this.readSection(group, key, section, body!);
    return group;
  }

  private readSection(group: InventoryGroup, key: Key, section: Value, body: Dict): void {
    const at = keySpan(body, key) ?? { file: '', line: 1, col: 1 };
    if (key !== 'vars' && key !== 'children' && key !== 'hosts') {
      this.warn(
        `Skipping unexpected key (${String(key)}) in group (${group.name}), only "vars", "children" and "hosts" are valid`,
        at,
      );
      return;
    }
    const entries = typeof section === 'string' ? new Dict([[section, null]]) : section;
    if (entries === null) return;
    if (!(entries instanceof Dict)) {
      fail(
        'inventory-yaml',
        `"${key}" of the group "${group.name}" has to be a mapping, and is ${describe(section)}`,
        {
          span: valueSpan(body, key) ?? at,
          fix:
            key === 'vars'
              ? 'Write "name: value" lines.'
              : 'Write each name as a key of its own: "name:" without a dash.',
        },
      );
    }
    for (const [name, value] of entries) {
      const place = keySpan(entries, name) ?? at;
      if (key === 'vars')
        this.inventory.setGroupVariable(group, name, value, valueSpan(entries, name) ?? place);
      else if (key === 'hosts') this.readHosts(group, name, value, place);
      else this.readChild(group, name, value, place);
    }
  }

  private readChild(group: InventoryGroup, name: Key, body: Value, at: SourceSpan): void {
    const child = this.readGroup(name, body, at);
    if (child) this.inventory.addChildGroup(group, child);
  }

  private readHosts(group: InventoryGroup, entry: Key, vars: Value, at: SourceSpan): void {
    if (typeof entry !== 'string') {
      fail('inventory-yaml', `the host name ${String(entry)} is no text`, {
        span: at,
        fix: 'Put the name in quotes.',
      });
    }
    if (vars !== null && !(vars instanceof Dict)) {
      fail(
        'inventory-yaml',
        `the variables of the host "${entry}" have to be a mapping, and are ${describe(vars)}`,
        {
          span: at,
          fix: 'Write "name: value" lines below the host.',
        },
      );
    }
    const { names, port } = expandHostEntry(entry);
    for (const name of names) {
      const host = this.inventory.addHost(name, this.origin, port);
      this.inventory.addHostToGroup(host, group);
      for (const [key, value] of vars ?? [])
        this.inventory.setHostVariable(host, key, value, valueSpan(vars!, key));
    }
  }

  private warn(message: string, at: SourceSpan): void {
    this.inventory.warn('inventory-yaml', message, at);
  }
}

function report(inventory: Inventory, finding: Diagnostic): void {
  inventory.warn(finding.code, finding.message, finding.span, finding.fix);
}

function describe(value: Value): string {
  if (value === null) return 'empty';
  return value instanceof Dict && value.size === 0 ? 'empty' : `of type ${pyTypeName(value)}`;
}
