import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import { coerce } from '../../spec/coerce.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Key, Tuple, type Value } from '../../value/types.js';

/** Sets variables of a host. */
export const setFact = definePlainModule({
  name: 'ansible.builtin.set_fact',
  kind: 'controller',
  anyArgs: true,
  doc: {
    short: 'Gives a host variables for the rest of the run',
    examples: `- ansible.builtin.set_fact:
    uplink: "{{ ansible_default_ipv4.interface }}"
    cacheable: true
`,
    returns: { ansible_facts: 'The variables that were set.' },
  },
  args: {
    cacheable: {
      type: 'bool',
      default: false,
      description: 'Keep the variables as facts, also in the fact cache.',
    },
  },
  async run(args, ctx) {
    const facts = new Dict();
    for (const [key, value] of ctx.rawArgs) {
      if (key === 'cacheable') continue;
      const name =
        typeof key === 'string' ? pyStr(ctx.templar.resolve(key, ctx.scope, { at: ctx.span })) : key;
      facts.set(variableName(name), asLists(ctx.templar.native ? value : booleanWord(value)));
    }
    if (facts.size === 0) return { failed: 'set_fact needs a variable to set: NAME: VALUE' };
    return {
      result: { ansible_facts: facts },
      effects: [{ kind: 'set-facts', facts, cacheable: args.cacheable }],
    };
  },
});

/** Stored variables hold lists where a template gave tuples, as ansible-core hands them out. */
function asLists(value: Value): Value {
  if (Array.isArray(value))
    return value.some((item) => typeof item === 'object') ? value.map(asLists) : value;
  if (value instanceof Tuple) return value.items.map(asLists);
  if (!(value instanceof Dict)) return value;
  return new Dict(Array.from(value, ([key, item]) => [key, asLists(item)] as const));
}

/** Checks a variable's name. Throws a DiagnosticError. */
function variableName(key: Key): string {
  const name = String(key);
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    fail(
      'variable-name',
      `The variable name '${name}' is not valid. A name begins with a letter or an underscore; letters, digits and underscores follow.`,
    );
  }
  return name;
}

/** Text that is exactly a boolean word becomes that boolean, as `key=yes` writes it. */
function booleanWord(value: Value): Value {
  return typeof value === 'string' && /^(true|false|yes|no)$/i.test(value) ? coerce('bool', value) : value;
}
