import type { EventSink } from '../events/events.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Effect, ModuleContext } from '../module/types.js';
import type { Node } from '../playbook/ast.js';
import type { LoadContext } from '../playbook/context.js';
import type { Templar } from '../template/types.js';
import type { Value } from '../value/types.js';
import type { MagicVars, VariableScope } from '../vars/scope.js';
import type { VariableStore } from '../vars/store.js';
import { BackgroundWork } from './backgroundWork.js';
import { connectionVars } from './connectionVars.js';
import { CustomStats } from './customStats.js';
import { Magic, type PlayHosts } from './magic.js';
import { ModuleResolver } from './moduleResolver.js';
import type { RunOptions } from './options.js';
import { SessionPool } from './sessionPool.js';
import { Stats } from './stats.js';

export interface RunParts {
  readonly options: RunOptions;
  readonly inventory: Inventory;
  readonly store: VariableStore;
  readonly templar: Templar;
  readonly load: LoadContext;
  readonly sink: EventSink;
  readonly signal: AbortSignal;
  readonly decrypt: ((envelope: string) => string) | undefined;
  /** Tells the output gate a text that nothing may print. */
  readonly secret: (text: string) => void;
  /** A text as outputs may show it, for what is shown past the events. */
  readonly masked: (text: string) => string;
  /** Lets a module talk with the user. */
  readonly converse: ModuleContext['converse'];
  /** Asks the user; undefined when there is nobody to ask. */
  readonly ask: (question: string, hidden: boolean) => Promise<string | undefined>;
  /** Reads the next line of standard input, whatever it is, after a prompt; undefined at its end. */
  readonly readCommand: (prompt: string) => Promise<string | undefined>;
  /** Reads the inventory sources again, into the same inventory. */
  readonly refreshInventory: () => Promise<void>;
}

/** One run of playbooks: what lives from the first play to the recap. */
export class Run {
  readonly sessions = new SessionPool();
  readonly stats = new Stats();
  readonly background = new BackgroundWork();
  readonly modules: ModuleResolver;
  /** Hosts that are out for the rest of the run. */
  readonly failed = new Set<string>();
  readonly unreachable = new Set<string>();
  /** The task of `--start-at-task` has been found. */
  started = false;
  /** Data of `set_stats` for the end of the run. */
  readonly customStats = new CustomStats();
  /** What add_host and group_by have done, in order. */
  readonly dynamicInventory: { readonly host: string; readonly effect: Effect }[] = [];
  /** Called with each host that add_host brings in. */
  onHostAdded: (host: string) => void = () => {};

  /** Directory of the playbook whose play runs: its group_vars count for hostvars too. */
  basedir: string | undefined;

  private readonly magic: Magic;

  constructor(readonly parts: RunParts) {
    this.magic = new Magic(parts.inventory, parts.options);
    this.modules = new ModuleResolver(parts.load, parts.options.pythonInterpreter);
  }

  /** What is known at a node before there is a host. */
  parseScope(node: Node): VariableScope {
    return this.parts.store.parseScope(node, this.magic.parse(node));
  }

  /** The variables of a host at a node of the playbook; without a node, what `hostvars` shows. */
  scope(host: string, node?: Node, playHosts?: PlayHosts): VariableScope {
    const { store, inventory, options } = this.parts;
    let self: VariableScope;
    const magic = this.magic.at(
      {
        inventory,
        playHosts,
        scopeOf: (name) => (inventory.host(name) ? this.scope(name) : undefined),
        self: () => self,
        ansibleFacts: store.state(host).ansibleFacts,
      },
      host,
      node,
    );
    self = store.scope({ host, node, magic, basedir: this.basedir });
    if (node?.kind !== 'task') return self;
    let defaults: MagicVars | undefined;
    return self.withDefaults(() => {
      defaults ??= connectionVars(
        { inventory, options, templar: this.parts.templar, scope: () => self },
        host,
        node,
      );
      return defaults;
    });
  }

  /** Renders a keyword of a task for a host, waiting for slow lookups. */
  async resolve(value: Value, scope: VariableScope, at?: Parameters<Templar['evaluate']>[2]): Promise<Value> {
    const { templar } = this.parts;
    return templar.settle(() => templar.resolve(value, scope, { at }));
  }
}
