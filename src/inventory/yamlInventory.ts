import { extname } from 'node:path';
import { type Diagnostic, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { pyRepr } from '../value/repr.js';
import { truthy } from '../value/truth.js';
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
  const whole = { file, line: 1, col: 1 };
  if (extname(file) === '' && !mayBeYaml(text))
    fail('inventory-no-yaml', 'the file does not begin like YAML', { span: whole });
  const data = loadYaml(text, file, { onDiagnostic: (finding) => report(inventory, finding) });
  if (!(data instanceof Dict) || data.size === 0) {
    fail('inventory-yaml', `a YAML inventory is a mapping of groups, and this file is ${describe(data)}`, {
      span: spanOf(data) ?? whole,
      fix: 'Begin with "all:" and list the hosts below "hosts:".',
    });
  }
  if (truthy(data.get('plugin') ?? null)) {
    const span = valueSpan(data, 'plugin') ?? whole;
    fail('inventory-plugin-configuration', 'Plugin configuration YAML file, not YAML inventory', { span });
  }
  const reader = new YamlInventoryReader(inventory, origin);
  for (const [name, body] of data) reader.readGroup(name, body, keySpan(data, name) ?? whole);
}

/** A mapping begins with `{` or with a key; a section header or a host line does not. */
function mayBeYaml(text: string): boolean {
  const first = text.split('\n').find((line) => !/^\s*(?:#.*|---.*)?$/.test(line)) ?? '';
  return /^\s*\{/.test(first) || /:(?:\s|$)/.test(first);
}

const SECTIONS = ['vars', 'children', 'hosts'] as const;
type SectionName = (typeof SECTIONS)[number];

class YamlInventoryReader {
  constructor(
    private readonly inventory: Inventory,
    private readonly origin: Origin,
  ) {}

  readGroup(name: Key, body: Value, at: SourceSpan): InventoryGroup | undefined {
    if (typeof name !== 'string') {
      fail('inventory-yaml', `a group name is a text, not ${pyRepr(name)}`, {
        span: at,
        fix: 'Put the host name in quotes.',
      });
    }
    if (body !== null && !(body instanceof Dict)) {
      this.warn(
        `Skipping '${name}' as this is not a valid group definition`,
        at,
        'Write a mapping below it.',
      );
      return this.inventory.groups.get(name);
    }
    const group = this.inventory.addGroup(name);
    if (!body) return group;
    const sections = SECTIONS.map((key) => [key, this.section(group, key, body)] as const);
    for (const key of body.keys()) {
      const known = sections.find(([section]) => section === key);
      if (known?.[1]) this.readSection(group, known[0], known[1], keySpan(body, key) ?? at);
      else if (!known) this.odd(group, key, body);
    }
    return group;
  }

  /** The entries of a section; a bare name is one without a value. Undefined when there are none. */
  private section(group: InventoryGroup, key: SectionName, body: Dict): Dict | undefined {
    const value = body.get(key) ?? null;
    if (value === null) return undefined;
    if (typeof value === 'string') return new Dict([[value, null]]);
    if (value instanceof Dict) return value;
    const fix =
      key === 'vars'
        ? 'Write "name: value" lines.'
        : 'Write each name as a key of its own: "name:" without a dash.';
    const message = `Invalid "${key}" entry for "${group.name}" group, requires a dictionary, found "${pyTypeName(value)}" instead`;
    return fail('inventory-yaml', message, { span: valueSpan(body, key) ?? keySpan(body, key), fix });
  }

  private odd(group: InventoryGroup, key: Key, body: Dict): void {
    const value = body.get(key) ?? null;
    if (value === null) return;
    const name = String(key);
    const message =
      value instanceof Dict
        ? `"${name}" of group ${group.name} is left out: a group has "hosts", "children" and "vars"`
        : `"${name}" of group ${group.name} is left out: it holds a ${pyTypeName(value)} instead of a mapping`;
    this.warn(message, keySpan(body, key));
  }

  private readSection(group: InventoryGroup, key: SectionName, entries: Dict, at: SourceSpan): void {
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
    if (!child)
      fail('inventory-yaml', `${String(name)} is not a known host nor group`, {
        span: at,
        fix: 'Write "hosts:", "vars:" or "children:" below the group, or nothing.',
      });
    this.inventory.addChildGroup(group, child, at);
  }

  private readHosts(group: InventoryGroup, entry: Key, given: Value, at: SourceSpan): void {
    if (typeof entry !== 'string') {
      fail('inventory-yaml', `Host pattern ${pyRepr(entry)} must be a string`, {
        span: at,
        fix: 'Put the host name in quotes.',
      });
    }
    const vars = truthy(given) ? given : new Dict();
    if (!(vars instanceof Dict)) {
      fail(
        'inventory-yaml',
        `the variables of the host "${entry}" have to be a mapping, and are ${describe(vars)}`,
        { span: at, fix: 'Write "name: value" lines below the host.' },
      );
    }
    this.inventory.addHostEntry(expandHostEntry(entry), group, vars, this.origin, (key) =>
      valueSpan(vars, key),
    );
  }

  private warn(message: string, at: SourceSpan | undefined, fix?: string): void {
    this.inventory.warn('inventory-yaml', message, at, fix);
  }
}

function report(inventory: Inventory, finding: Diagnostic): void {
  inventory.warn(finding.code, finding.message, finding.span, finding.fix);
}

function describe(value: Value): string {
  if (value === null) return 'empty';
  return value instanceof Dict && value.size === 0 ? 'empty' : `of type ${pyTypeName(value)}`;
}
