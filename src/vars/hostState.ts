import { Dict, type Key, type Value } from '../value/types.js';
import { isOwnFact } from './connectionFacts.js';
import type { FactCache } from './factCache.js';

/** Kept with the facts of a host whose play has gathered them; `gathering = smart` asks for it. */
const GATHERED = '_ansible_facts_gathered';

interface HostStateOptions {
  /** false: facts are found in `ansible_facts` alone (`inject_facts_as_vars`); `ansible_local` is there all the same. */
  readonly injectFacts: boolean;
  /** Keeps facts beyond the run. */
  readonly cache?: FactCache | undefined;
}

/** What a run has learnt about one host. All of it is data and never rendered again, save `included` and `templates`. */
export class HostState {
  /** Facts under their `ansible_` names, as top-level variables. */
  readonly facts = new Dict();
  /** The `ansible_facts` dictionary: the same without the prefix. */
  readonly ansibleFacts = new Dict();
  /** `include_vars`: files written by people, so they may hold templates. */
  readonly included = new Dict();
  /** `set_fact` and `register`. */
  readonly set = new Dict();
  /** Variables of `set_fact` that are templates; none of them is in `set`. */
  readonly templates = new Dict();
  /** What `set_fact` computed its variables from. */
  readonly written = new Dict();
  /** Facts as they came. */
  private readonly known = new Dict();

  constructor(
    private readonly host: string,
    private readonly options: HostStateOptions,
  ) {
    const kept = options.cache?.read(host);
    if (kept) this.add(kept);
  }

  /** Adds gathered facts; `ansible_local` is merged, everything else replaced. */
  gather(facts: Dict): void {
    this.add(facts);
    this.options.cache?.write(this.host, this.known);
  }

  /** Sets a variable, as `set_fact` and `register` do; `template`: it is rendered whenever it is read. */
  assign(name: Key, value: Value, template = false): void {
    const [to, from] = template ? [this.templates, this.set] : [this.set, this.templates];
    from.delete(name);
    to.set(name, value);
  }

  /** Remembers that a play has gathered the facts of the host. */
  markGathered(): void {
    this.gather(new Dict([[GATHERED, true]]));
  }

  /** true when a play has gathered the facts of the host, in this run or (with a cache) an earlier one. */
  get gathered(): boolean {
    return this.known.get(GATHERED) === true;
  }

  /** `meta: clear_facts`. */
  clearFacts(): void {
    for (const facts of [this.known, this.facts, this.ansibleFacts]) facts.clear();
    this.options.cache?.remove(this.host);
  }

  private add(facts: Dict): void {
    for (const [key, value] of facts) {
      const name = String(key);
      this.known.set(name, merged(this.known.get(name), value, name));
      if (name.startsWith('_ansible_')) continue;
      const plain =
        name.startsWith('ansible_') && name !== 'ansible_local' ? name.slice('ansible_'.length) : name;
      this.ansibleFacts.set(plain, merged(this.ansibleFacts.get(plain), value, name));
      if (this.options.injectFacts ? isOwnFact(name) : name === 'ansible_local')
        this.facts.set(name, merged(this.facts.get(name), value, name));
    }
  }
}

function merged(old: Value | undefined, value: Value, name: string): Value {
  return name === 'ansible_local' && old instanceof Dict && value instanceof Dict
    ? new Dict([...old, ...value])
    : value;
}
