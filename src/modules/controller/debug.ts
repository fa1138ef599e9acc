import { definePlainModule } from '../../module/define.js';
import type { ModuleContext, Returned } from '../../module/types.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { Dict, Undefined, Unsafe, type Value } from '../../value/types.js';

/** Prints a message or a variable. */
export const debug = definePlainModule({
  name: 'ansible.builtin.debug',
  kind: 'controller',
  doc: {
    short: 'Shows a message or the value of an expression',
    examples: `- ansible.builtin.debug:
    msg: "{{ inventory_hostname }} has {{ ansible_default_ipv4.address }}"
- ansible.builtin.debug:
    var: ansible_facts.interfaces
    verbosity: 1
`,
    returns: { msg: 'The message; with `var` a key of that name.' },
  },
  args: {
    msg: { type: 'raw', default: 'Hello world!', description: 'What to print.' },
    var: { type: 'raw', description: 'Name of a variable, or an expression without braces.' },
    verbosity: { type: 'int', default: 0, description: 'Print only when the run is at least this verbose.' },
  },
  async run(args, ctx) {
    if (ctx.rawArgs.has('msg') && args.var !== undefined && args.var !== null) {
      return { failed: "'msg' and 'var' are incompatible options" };
    }
    const verbosity = Number(ctx.scope.get('ansible_verbosity') ?? 0);
    if (args.verbosity > verbosity) {
      return { result: { skipped: true, skipped_reason: 'Verbosity threshold not met.' } };
    }
    if (args.var === undefined || args.var === null)
      return { result: { msg: args.msg, _ansible_verbose_always: true } };
    return { result: { ...(await shown(args.var, ctx)), _ansible_verbose_always: true } };
  },
});

/**
 * A list or dictionary is shown under its type's name, text under itself with the value of the expression. Text that
 * stems from a host is not evaluated.
 */
async function shown(variable: Value, ctx: ModuleContext): Promise<Returned> {
  if (Array.isArray(variable)) return { "<class 'list'>": variable };
  if (variable instanceof Dict) return { "<class 'dict'>": variable };
  if (variable instanceof Unsafe) return { [pyStr(variable.value)]: `{{${pyStr(variable.value)}}}` };
  const expression = typeof variable === 'string' ? variable : pyRepr(variable);
  const verbose = Number(ctx.scope.get('ansible_verbosity') ?? 0) > 0;
  const value = await ctx.templar.settle(() =>
    ctx.templar.resolve(`{{${expression}}}`, ctx.scope, { at: ctx.span, failOnUndefined: false }),
  );
  if (!(value instanceof Undefined)) return { [expression]: value };
  return { [expression]: `VARIABLE IS NOT DEFINED!${verbose ? `: ${value.message}` : ''}` };
}
