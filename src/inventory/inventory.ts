import { type Diagnostic, diagnostic, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { mergeDicts } from '../value/merge.js';
import { Dict, type Key, type Value } from '../value/types.js';
import { setEntrySpan, setSpan, spanOf } from '../yaml/spans.js';
import { controllerPython } from './controllerPython.js';
import { type GroupNameRule, groupNameUnder } from './groupName.js';
import { InventoryGroup, InventoryHost } from './model.js';
import type { HostEntry } from './ranges.js';

/** Names that stand for the controller when no source lists them. */
export const LOCALHOST: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

/** The source that introduces a host; becomes its `inventory_file` and `inventory_dir`. */
export interface Origin {
  readonly file: string | null;
  readonly dir: string | null;
}

export interface InventoryOptions {
  /** Receives warnings. Default: they are dropped. */
  readonly onDiagnostic?: ((finding: Diagnostic) => void) | undefined;
  /** What to do about names of groups that are no names of variables. Default `never`: keep and warn. */
  readonly groupNames?: GroupNameRule | undefined;
  /** What to do about a host pattern that matches nothing. Default `warning`. */
  readonly unmatchedPattern?: 'error' | 'ignore' | 'warning' | undefined;
  /** `hash_behaviour = merge`: mappings that several sources give one host or group are merged. */
  readonly mergeHashes?: boolean | undefined;
}

/** Hosts, groups and their relations, filled by the source parsers and by `add_host`/`group_by` during a run. */
export class Inventory {
  readonly hosts = new Map<string, InventoryHost>();
  readonly groups = new Map<string, InventoryGroup>();
  /** The sources given, absolute (host lists as they stand). */
  readonly sources: string[] = [];
  /** The files and host lists that were read, in their order. */
  readonly processedSources: string[] = [];
  /** Directories whose `group_vars/` and `host_vars/` belong to the sources, in their order. */
  readonly varsDirectories: string[] = [];
  /** Grows with every change of structure, so that what is derived from it can be kept until then. */
  generation = 0;
  private local: InventoryHost | undefined;
  private readonly warned = new Set<string>();

  constructor(private readonly options: InventoryOptions = {}) {
    this.addChildGroup(this.addGroup('all'), this.addGroup('ungrouped'));
  }

  /** The name a group of a source gets: as given, or made valid where the options say so. */
  groupName(given: string): string {
    if (this.groups.has(given)) return given;
    const { name, warning } = groupNameUnder(this.options.groupNames ?? 'never', given);
    if (warning !== undefined) this.warn('inventory-group-name', warning);
    return name;
  }

  /** The group of that name, created when missing; the name may be made valid first. Throws DiagnosticError. */
  addGroup(given: string): InventoryGroup {
    if (given === '')
      fail('inventory-empty-name', 'a group has an empty name', { fix: 'Give the group a name.' });
    const name = this.groupName(given);
    const known = this.groups.get(name);
    if (known) return known;
    const group = new InventoryGroup(name);
    this.groups.set(name, group);
    return group;
  }

  /** The host of that name, created when missing. The port counts only for a new host. */
  addHost(name: string, origin: Origin = { file: null, dir: null }, port?: number): InventoryHost {
    if (name === '')
      fail('inventory-empty-name', 'a host has an empty name', { fix: 'Give the host a name.' });
    const known = this.hosts.get(name);
    if (known) return known;
    const host = new InventoryHost(name);
    if (port !== undefined) host.vars.set('ansible_port', port);
    host.vars.set('inventory_file', origin.file).set('inventory_dir', origin.dir);
    this.hosts.set(name, host);
    if (LOCALHOST.has(name)) this.adoptLocalhost(host);
    return host;
  }

  /** false when the host was in the group already. */
  addHostToGroup(host: InventoryHost, group: InventoryGroup): boolean {
    if (host.directGroups.includes(group)) return false;
    group.hosts.push(host);
    host.directGroups.push(group);
    return true;
  }

  /** false when it was a child already. Throws DiagnosticError when the graph would get a cycle. */
  addChildGroup(parent: InventoryGroup, child: InventoryGroup, at?: SourceSpan): boolean {
    if (parent.children.includes(child)) return false;
    if (parent === child || parent.ancestors().includes(child)) {
      fail(
        'inventory-group-cycle',
        `the group "${child.name}" cannot be below "${parent.name}", which is part of it`,
        {
          span: at,
          fix: 'Remove one of the two from the other.',
        },
      );
    }
    parent.children.push(child);
    child.parents.push(parent);
    deepen(child, parent.depth + 1);
    return true;
  }

  /** Sets a variable; a priority given in a source ranks the group instead. */
  setGroupVariable(group: InventoryGroup, key: Key, value: Value, at?: SourceSpan): void {
    if (key !== 'ansible_group_priority') {
      this.setVariable(group.vars, key, value, at);
      return;
    }
    const priority = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    if (value === null || !Number.isInteger(priority)) {
      fail('inventory-priority', `ansible_group_priority of "${group.name}" is no whole number`, {
        span: at,
        fix: 'Give a whole number; 1 is the default.',
      });
    }
    group.priority = priority;
  }

  /** Sets a variable of a host; as in Ansible, of the group of that name when there is one. */
  setHostVariable(host: InventoryHost, key: Key, value: Value, at?: SourceSpan): void {
    const group = this.groups.get(host.name);
    if (group) this.setGroupVariable(group, key, value, at);
    else this.setVariable(host.vars, key, value, at);
  }

  /** Adds the hosts of an entry (with ranges expanded) to a group and gives them variables. */
  addHostEntry(
    entry: HostEntry,
    group: InventoryGroup,
    vars: Dict,
    origin: Origin,
    at: SourceSpan | ((key: Key) => SourceSpan | undefined),
  ): void {
    for (const name of entry.names) {
      const host = this.addHost(name, origin, entry.port);
      this.addHostToGroup(host, group);
      for (const [key, value] of vars)
        this.setHostVariable(host, key, value, typeof at === 'function' ? at(key) : at);
    }
  }

  /** Tells that a part of a host pattern matches nothing, as the options want it. Throws DiagnosticError for `error`. */
  unmatchedPattern(part: string, at?: SourceSpan): void {
    const rule = this.options.unmatchedPattern ?? 'warning';
    const message = `Could not match supplied host pattern, ignoring: ${part}`;
    if (rule === 'error') fail('inventory-unmatched-pattern', message, { span: at });
    if (rule === 'warning') this.warn('inventory-unmatched-pattern', message, at);
  }

  /** The host of that name; the implicit localhost when the name stands for the controller and no source has it. */
  host(name: string): InventoryHost | undefined {
    return this.hosts.get(name) ?? (LOCALHOST.has(name) ? this.localhost(name) : undefined);
  }

  /** Names of the hosts, as `hostvars` lists them: the implicit localhost is the last where no source has one. */
  *hostNames(): Iterable<string> {
    yield* this.hosts.keys();
    if (![...LOCALHOST].some((name) => this.hosts.has(name))) yield this.localhost('localhost').name;
  }

  private localhost(name: string): InventoryHost {
    if (!this.local) {
      this.local = new InventoryHost(name, true);
      this.local.vars.set('ansible_connection', 'local');
      this.local.vars.set('ansible_python_interpreter', controllerPython());
    }
    return this.local;
  }

  /** The `groups` variable: every group with the names of its hosts. */
  groupsDict(): Map<string, string[]> {
    const names = (group: InventoryGroup): string[] => group.allHosts().map((host) => host.name);
    return new Map([...this.groups.values()].map((group) => [group.name, names(group)]));
  }

  private setVariable(vars: Dict, key: Key, value: Value, at: SourceSpan | undefined): void {
    const known = vars.get(key);
    const merges = this.options.mergeHashes === true && known instanceof Dict && value instanceof Dict;
    vars.set(key, merges ? mergeDicts(known, value) : value);
    if (!at) return;
    if (!spanOf(vars)) setSpan(vars, at);
    setEntrySpan(vars, key, at);
  }

  /**
   * What the `add_host` action does: the host joins "all" and the groups, variables are added.
   * Returns whether anything changed.
   */
  addDynamicHost(name: string, groups: readonly string[], vars: Dict): boolean {
    let changed = !this.hosts.has(name);
    const host = this.addHost(name);
    if (changed) this.addHostToGroup(host, this.addGroup('all'));
    for (const [key, value] of vars) {
      if (host.vars.get(key) !== value) changed = true;
      host.vars.set(key, value);
    }
    for (const group of groups) {
      if (!this.groups.has(group)) changed = true;
      if (this.addHostToGroup(host, this.addGroup(group))) changed = true;
    }
    if (changed) this.reconcile();
    return changed;
  }

  /** What the `group_by` action does for one host. Returns whether anything changed. */
  addDynamicGroup(host: InventoryHost, name: string, parents: readonly string[] = []): boolean {
    const group = this.addGroup(name);
    let changed = false;
    for (const parent of parents) {
      if (!this.groups.has(parent)) changed = true;
      if (this.addChildGroup(this.addGroup(parent), group)) changed = true;
    }
    if (!group.allHosts().includes(host) && this.addHostToGroup(host, group)) changed = true;
    if (changed) this.reconcile();
    return changed;
  }

  /** Restores the rules after additions: every group below "all", "ungrouped" holds just the hosts of no other group. */
  reconcile(): void {
    this.generation += 1;
    const all = this.groups.get('all')!;
    const ungrouped = this.groups.get('ungrouped')!;
    for (const group of this.groups.values()) {
      if (group !== all && group.parents.length === 0) this.addChildGroup(all, group);
    }
    for (const host of this.hosts.values()) {
      const others = host.directGroups.some((group) => group !== all && group !== ungrouped);
      if (others) leave(host, ungrouped);
      else this.addHostToGroup(host, ungrouped);
    }
    for (const name of this.groups.keys()) {
      if (this.hosts.has(name))
        this.warn('inventory-same-name', `Found both group and host with same name: ${name}`);
    }
  }

  /** Reports a warning, each text once. */
  warn(code: string, message: string, span?: SourceSpan, fix?: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.options.onDiagnostic?.(diagnostic(code, message, { severity: 'warning', span, fix }));
  }

  /** Reports what is worth knowing only when somebody asks. */
  hint(finding: Diagnostic): void {
    this.options.onDiagnostic?.(finding);
  }

  private adoptLocalhost(host: InventoryHost): void {
    if (this.local) {
      const message = `A duplicate localhost-like entry was found (${host.name}). First found localhost was ${this.local.name}`;
      this.warn('inventory-two-localhosts', message);
    } else {
      this.local = host;
    }
  }
}

function leave(host: InventoryHost, group: InventoryGroup): void {
  const at = group.hosts.indexOf(host);
  if (at < 0) return;
  group.hosts.splice(at, 1);
  host.directGroups.splice(host.directGroups.indexOf(group), 1);
}

function deepen(group: InventoryGroup, depth: number): void {
  if (depth <= group.depth) return;
  group.depth = depth;
  for (const child of group.children) deepen(child, depth + 1);
}
