import { controllerPython } from '../inventory/controllerPython.js';
import type { Inventory } from '../inventory/inventory.js';
import { type Node, nameOf, type Play, playOf, type Role, rolesAround } from '../playbook/ast.js';
import { searchPath } from '../playbook/searchPath.js';
import { Dict, type Value } from '../value/types.js';
import { HostVars, WrittenDict } from '../vars/hostVars.js';
import type { MagicVars, VariableScope } from '../vars/scope.js';
import type { RunOptions } from './options.js';

/** Stands for "leave this argument out"; the value of the variable `omit`. */
export const OMIT = '__omit_place_holder__d9fe2f5c2a6f4bd0b6a0e8a5c3f7b1d2';

/** ansible-core whose behaviour this engine follows, as `ansible_version` reports it. */
const ANSIBLE_VERSION = Dict.of({ full: '2.14.18', major: 2, minor: 14, revision: 18, string: '2.14.18' });

/** What the hosts of a play and batch are at this moment. */
export interface PlayHosts {
  /** All hosts of the play, failed ones too. */
  readonly all: readonly string[];
  /** Those that have not failed. */
  alive(): string[];
  /** Those of the current batch that have not failed. */
  batch(): string[];
}

interface MagicContext {
  readonly inventory: Inventory;
  readonly playHosts: PlayHosts | undefined;
  /** The variables of another host, as `hostvars` shows them. */
  scopeOf(host: string): VariableScope | undefined;
  /** The scope these values belong to (for `vars`). */
  self(): VariableScope;
  readonly ansibleFacts: Dict;
}

/** The magic variables of a run: what holds for every host and node of it, and what is known of the nodes already. */
export class Magic {
  private readonly ofRun: MagicVars;
  private readonly ofNodes = new WeakMap<Node, MagicVars>();

  constructor(inventory: Inventory, options: RunOptions) {
    this.ofRun = runMagic(inventory, options);
  }

  /** The magic variables of a host at a node (Ansible documentation, "Special Variables"). */
  at(ctx: MagicContext, host: string, node: Node | undefined): MagicVars {
    const parts: MagicVars[] = [new HostMagic(ctx, host), this.ofRun];
    return new MagicLayers(node ? [...parts, this.ofNode(node)] : parts);
  }

  /** Those that are known without a host: names of imports and the hosts of plays may use them. */
  parse(node: Node): MagicVars {
    return new MagicLayers([this.ofRun, this.ofNode(node)]);
  }

  private ofNode(node: Node): MagicVars {
    let known = this.ofNodes.get(node);
    if (!known) {
      known = nodeMagic(node);
      this.ofNodes.set(node, known);
    }
    return known;
  }
}

/** Several mappings seen as one; no name is in two of them. */
class MagicLayers implements MagicVars {
  constructor(private readonly layers: readonly MagicVars[]) {}

  get(name: string): (() => Value) | undefined {
    for (const each of this.layers) {
      const found = each.get(name);
      if (found) return found;
    }
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *keys(): MapIterator<string> {
    for (const each of this.layers) yield* each.keys();
  }
}

/** What is known of a host; the same few functions serve all hosts, since a scope is made for every task of each. */
class HostMagic implements MagicVars {
  constructor(
    private readonly ctx: MagicContext,
    private readonly host: string,
  ) {}

  get(name: string): (() => Value) | undefined {
    const { ctx, host } = this;
    const ofHost = OF_HOST.get(name);
    if (ofHost) return () => ofHost(ctx, host);
    const ofPlay = ctx.playHosts && OF_PLAY_HOSTS.get(name);
    return ofPlay && (() => ofPlay(ctx.playHosts!));
  }

  has(name: string): boolean {
    return OF_HOST.has(name) || (this.ctx.playHosts !== undefined && OF_PLAY_HOSTS.has(name));
  }

  *keys(): MapIterator<string> {
    yield* OF_HOST.keys();
    if (this.ctx.playHosts) yield* OF_PLAY_HOSTS.keys();
  }
}

const OF_HOST: ReadonlyMap<string, (ctx: MagicContext, host: string) => Value> = new Map([
  ['inventory_hostname', (_ctx, host): Value => host],
  ['inventory_hostname_short', (_ctx, host) => shortName(host)],
  ['group_names', ({ inventory }, host) => inventory.host(host)?.groupNames() ?? []],
  ['hostvars', ({ inventory, scopeOf }) => new HostVars(() => inventory.hostNames(), scopeOf)],
  ['vars', (ctx) => new WrittenDict(ctx.self(), ['hostvars', 'vars'])],
  ['ansible_facts', ({ ansibleFacts }) => ansibleFacts],
]);

const OF_PLAY_HOSTS: ReadonlyMap<string, (hosts: PlayHosts) => Value> = new Map([
  ['ansible_play_hosts_all', (hosts): Value => [...hosts.all]],
  ['ansible_play_hosts', (hosts) => hosts.alive()],
  ['ansible_play_batch', (hosts) => hosts.batch()],
  ['play_hosts', (hosts) => hosts.batch()],
]);

function runMagic(inventory: Inventory, options: RunOptions): MagicVars {
  const magic = new Map<string, () => Value>([
    ['groups', () => new Dict(inventory.groupsDict())],
    ['omit', () => OMIT],
    ['ansible_check_mode', () => options.check],
    ['ansible_diff_mode', () => options.diff],
    ['ansible_verbosity', () => options.verbosity],
    ['ansible_forks', () => options.forks],
    ['ansible_version', () => ANSIBLE_VERSION],
    ['ansible_run_tags', () => (options.tags.only.length === 0 ? ['all'] : [...options.tags.only])],
    ['ansible_skip_tags', () => [...options.tags.skip]],
    ['ansible_inventory_sources', () => [...options.inventorySources]],
    ['ansible_playbook_python', controllerPython],
  ]);
  if (options.limit !== undefined) magic.set('ansible_limit', () => options.limit!);
  if (options.configFile !== undefined) magic.set('ansible_config_file', () => options.configFile!);
  return magic;
}

function nodeMagic(node: Node): MagicVars {
  const play = playOf(node);
  const roles = rolesAround(node);
  const magic = new Map<string, () => Value>([
    ['playbook_dir', () => play.basedir],
    ['ansible_play_name', () => playName(play)],
    ['ansible_play_role_names', () => play.roles.map((role) => role.name)],
    ['role_names', () => play.roles.map((role) => role.name)],
    ['ansible_dependent_role_names', () => [...new Set(play.roles.flatMap(dependencyNames))]],
    [
      'ansible_role_names',
      () => [...new Set([...play.roles.flatMap(dependencyNames), ...play.roles.map((r) => r.name)])],
    ],
    ['ansible_search_path', () => searchPath(node)],
  ]);
  const role = roles[0];
  if (!role) return magic;
  magic.set('role_path', () => role.path);
  magic.set('role_name', () => role.shortName);
  if (role.collection !== undefined) magic.set('ansible_collection_name', () => role.collection!);
  magic.set('ansible_role_name', () => role.name);
  const parents = roles.slice(1).filter((parent, i) => !parent.dependencies.includes(roles[i]!));
  if (parents.length > 0) {
    magic.set('ansible_parent_role_names', () => parents.map((each) => each.name));
    magic.set('ansible_parent_role_paths', () => parents.map((each) => each.path));
  }
  return magic;
}

function dependencyNames(role: Role): string[] {
  return role.dependencies.flatMap((each) => [...dependencyNames(each), each.name]);
}

/** The name of a play: as written, or its hosts. */
export function playName(play: Play): string {
  const { hosts } = play;
  return nameOf(play) ?? (Array.isArray(hosts) ? hosts.join(',') : String(hosts ?? ''));
}

function shortName(host: string): string {
  return /^[\d.:]+$/.test(host) ? host : (host.split('.')[0] ?? host);
}
