import { Dict, type Value } from '../value/types.js';

/** What a run has learnt about one host. All of it is data and never rendered again, save included variables. */
export class HostState {
  /** Facts under their `ansible_` names, as top-level variables. */
  readonly facts = new Dict();
  /** The `ansible_facts` dictionary: the same without the prefix. */
  readonly ansibleFacts = new Dict();
  /** `include_vars`: files written by people, so they may hold templates. */
  readonly included = new Dict();
  /** `set_fact` and `register`. */
  readonly set = new Dict();

  /** Adds gathered facts; `ansible_local` is merged, everything else replaced. */
  gather(facts: Dict): void {
    for (const [key, value] of facts) {
      const name = String(key);
      const plain =
        name.startsWith('ansible_') && name !== 'ansible_local' ? name.slice('ansible_'.length) : name;
      this.ansibleFacts.set(plain, merged(this.ansibleFacts.get(plain), value, name));
      this.facts.set(name, merged(this.facts.get(name), value, name));
    }
  }

  /** `meta: clear_facts`. */
  clearFacts(): void {
    this.facts.clear();
    this.ansibleFacts.clear();
  }
}

function merged(old: Value | undefined, value: Value, name: string): Value {
  return name === 'ansible_local' && old instanceof Dict && value instanceof Dict
    ? new Dict([...old, ...value])
    : value;
}
