import type { Inventory } from '../inventory/inventory.js';
import type { Node, Play } from '../playbook/ast.js';
import { playOf } from '../playbook/ast.js';
import type { SourceFiles } from '../playbook/sourceFiles.js';
import type { Templar } from '../template/types.js';
import { Dict, type Value } from '../value/types.js';
import type { FactCache } from './factCache.js';
import { HostState } from './hostState.js';
import { InventoryLayers, type InventoryLayersOptions } from './inventoryLayers.js';
import { type Layer, layer, originIn, type VarOrigin } from './layer.js';
import { type MagicVars, VariableScope } from './scope.js';
import { nodeLayers, playVars, sharedRoleLayers } from './taskLayers.js';
import { varsFilesOf } from './varsFiles.js';

/** For whom and where variables are wanted. Without `node`, only what holds for the host everywhere. */
export interface ScopeKey {
  readonly host: string;
  /** The play or task. */
  readonly node?: Node | undefined;
  /** Without a node: the directory that stands for the playbook's, whose group_vars and host_vars count. */
  readonly basedir?: string | undefined;
  /** Values computed by the engine (`groups`, `inventory_hostname`, …). */
  readonly magic: MagicVars;
}

interface VariableStoreOptions {
  readonly inventory: Inventory;
  readonly extraVars: Dict;
  readonly files: SourceFiles;
  readonly templar: Templar;
  readonly mergeHashes: boolean;
  /** Whether facts are variables of their own beside `ansible_facts`. Default true. */
  readonly injectFacts?: boolean;
  /** Keeps facts beyond the run. */
  readonly factCache?: FactCache | undefined;
  /** Variables of a play's roles are seen by those roles only. Default false. */
  readonly privateRoleVars?: boolean;
  /** How variables of the inventory are read and ordered. */
  readonly inventoryLayers?: InventoryLayersOptions;
}

/**
 * All variables of a run, as layers in Ansible's order of precedence. Nothing is merged: a scope looks a name up
 * in the layers when it is asked for.
 */
export class VariableStore {
  private readonly states = new Map<string, HostState>();
  private readonly static = new Map<
    string,
    { generation: number; basedir: string | undefined; layers: Layer[] }
  >();

  private readonly inventoryLayers: InventoryLayers;
  private readonly prompted = new WeakMap<Play, Dict>();

  constructor(private readonly options: VariableStoreOptions) {
    this.inventoryLayers = new InventoryLayers(options.inventory, options.inventoryLayers ?? {});
  }

  /** Facts, registered and included variables of a host. */
  state(host: string): HostState {
    let state = this.states.get(host);
    if (!state) {
      state = new HostState(host, {
        injectFacts: this.options.injectFacts ?? true,
        cache: this.options.factCache,
      });
      this.states.set(host, state);
    }
    return state;
  }

  /** The variables of a host at a node, read lazily. */
  scope(key: ScopeKey): VariableScope {
    return this.scopeOf(this.layers(key), key.magic);
  }

  /** The answers to a play's `vars_prompt`. */
  setPrompted(play: Play, answers: Dict): void {
    this.prompted.set(play, answers);
  }

  /** true when `-e` sets a name: then it is not asked for. */
  isExtra(name: string): boolean {
    return this.options.extraVars.has(name);
  }

  /** Every layer that sets a name, the winner first. */
  explain(key: ScopeKey, name: string): VarOrigin[] {
    return this.layers(key).flatMap((each) => originIn(each, name) ?? []);
  }

  /** Variables known before the run reaches a host: extra vars, those of the play, its files and roles; nothing of hosts. */
  parseScope(node: Node, magic: MagicVars): VariableScope {
    const play = playOf(node);
    const place = nodeLayers(node);
    const shared = this.shared(play);
    const above = [
      ...layer('extra vars', this.options.extraVars),
      ...place.params,
      ...place.vars,
      ...shared.vars,
    ];
    const below = [
      ...layer('vars_prompt', this.prompted.get(play)),
      ...playVars(play),
      ...this.inventoryLayers.of(undefined, play.basedir),
    ];
    const defaults = [...place.defaults, ...shared.defaults];
    const files = this.varsFiles(play, [...above, ...below, ...defaults], magic, 'skip');
    return this.scopeOf([...above, ...files, ...below, ...defaults], magic);
  }

  /** All layers for a host at a node, highest precedence first. */
  layers(key: ScopeKey): Layer[] {
    const { node } = key;
    const play = node && playOf(node);
    const state = this.state(key.host);
    const place = node && nodeLayers(node);
    const shared = play && this.shared(play);
    const below: Layer[] = [
      ...(play ? [...layer('vars_prompt', this.prompted.get(play)), ...playVars(play)] : []),
      { name: 'facts', vars: state.facts, data: true },
      ...this.hostLayers(key.host, play?.basedir ?? key.basedir),
    ];
    const above: Layer[] = [
      ...layer('extra vars', this.options.extraVars),
      ...(place?.params ?? []),
      { name: 'set_fact and registered', vars: state.set, data: true, written: state.written },
      { name: 'set_fact', vars: state.templates, data: false },
      { name: 'include_vars', vars: state.included, data: false },
      ...(place?.vars ?? []),
      ...(shared?.vars ?? []),
    ];
    const defaults = [...(place?.defaults ?? []), ...(shared?.defaults ?? [])];
    const files = play ? this.varsFiles(play, [...above, ...below, ...defaults], key.magic) : [];
    return [...above, ...files, ...below, ...defaults];
  }

  private shared(play: Play): ReturnType<typeof sharedRoleLayers> {
    const layers = sharedRoleLayers(play);
    return this.options.privateRoleVars ? { ...layers, vars: [] } : layers;
  }

  private scopeOf(layers: readonly Layer[], magic: MagicVars): VariableScope {
    return new VariableScope(this.options.templar, layers, magic, this.options.mergeHashes);
  }

  private varsFiles(
    play: Play,
    known: readonly Layer[],
    magic: MagicVars,
    missing: 'fail' | 'skip' = 'fail',
  ): Layer[] {
    const scope = (): VariableScope => this.scopeOf(known, magic);
    return varsFilesOf(play, this.options.files, this.options.templar, scope, missing);
  }

  private hostLayers(host: string, basedir: string | undefined): Layer[] {
    const { inventory } = this.options;
    const cached = this.static.get(host);
    if (cached && cached.generation === inventory.generation && cached.basedir === basedir)
      return cached.layers;
    const layers = this.inventoryLayers.of(inventory.host(host), basedir);
    this.static.set(host, { generation: inventory.generation, basedir, layers });
    return layers;
  }

  /** Registers a result: it belongs to the host for the rest of the run. */
  register(host: string, name: string, value: Value): void {
    const state = this.state(host);
    state.assign(name, value instanceof Dict ? withoutInternals(value) : value);
    state.written.delete(name);
  }
}

/** Keys that only reporters read (`_ansible_…`) are not part of what is registered. */
function withoutInternals(value: Dict): Dict {
  const clean = new Dict();
  for (const [key, item] of value) {
    if (!String(key).startsWith('_ansible_'))
      clean.set(key, key === 'results' && Array.isArray(item) ? item.map(cleanItem) : item);
  }
  return clean;
}

function cleanItem(item: Value): Value {
  return item instanceof Dict ? withoutInternals(item) : item;
}
