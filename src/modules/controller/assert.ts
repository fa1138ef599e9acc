import { DiagnosticError } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { conditionFailure } from '../../template/failure.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';

/** Fails unless every expression holds. */
export const assertModule = definePlainModule({
  name: 'ansible.builtin.assert',
  kind: 'controller',
  doc: {
    short: 'Fails unless all expressions hold',
    examples: `- ansible.builtin.assert:
    that:
      - vlan_id | int > 0
      - mtu <= 9216
    fail_msg: "vlan_id and mtu are out of range"
`,
    returns: { assertion: 'The expression that does not hold.', evaluated_to: 'false', msg: 'The message.' },
  },
  args: {
    that: { type: 'raw', required: true, description: 'One expression or several, as in `when`.' },
    fail_msg: {
      type: 'raw',
      aliases: ['msg'],
      description: 'Message of a failure. Default: Assertion failed.',
    },
    success_msg: { type: 'raw', description: 'Message of a success. Default: All assertions passed.' },
    quiet: { type: 'bool', default: false, description: 'Print no result of a success.' },
  },
  async run(args, ctx) {
    const always = args.quiet ? {} : { _ansible_verbose_always: true };
    for (const clause of Array.isArray(args.that) ? args.that : [args.that]) {
      if (typeof clause === 'string' && ctx.templar.isTemplate(clause)) {
        ctx.warn(
          `conditional statements should not include jinja2 templating delimiters such as {{ }} or {% %}. Found: ${clause}`,
        );
      }
      const holds = await ctx.templar.settle(() => conditionHolds(clause, ctx));
      if (!holds) {
        const msg: Value = args.fail_msg ?? 'Assertion failed';
        return { result: { failed: true, evaluated_to: false, assertion: clause, msg, ...always } };
      }
    }
    return { result: { changed: false, msg: args.success_msg ?? 'All assertions passed', ...always } };
  },
});

function conditionHolds(clause: Value, ctx: ModuleContext): boolean {
  try {
    return ctx.templar.condition(clause, ctx.scope, ctx.span);
  } catch (error) {
    throw error instanceof DiagnosticError ? conditionFailure(pyStr(clause), error) : error;
  }
}

/** Fails with a message. */
export const failModule = definePlainModule({
  name: 'ansible.builtin.fail',
  kind: 'controller',
  doc: {
    short: 'Ends the task as failed, with a message',
    examples: `- ansible.builtin.fail:
    msg: this role needs Open vSwitch
  when: not openvswitch_installed
`,
  },
  args: {
    msg: { type: 'raw', default: 'Failed as requested from task', description: 'The message, of any type.' },
  },
  async run(args, { rawArgs }) {
    return { result: { failed: true, msg: rawArgs.has('msg') ? rawArgs.get('msg')! : args.msg } };
  },
});
