import { definePlainModule } from '../../module/define.js';
import { checkRoleArguments, readRoleSpec } from '../../spec/roleSpec.js';
import { Dict } from '../../value/types.js';

/** Checks variables against an argument specification, as roles' `meta/argument_specs.yml` are checked. */
export const validateArgumentSpec = definePlainModule({
  name: 'ansible.builtin.validate_argument_spec',
  kind: 'controller',
  anyArgs: true,
  doc: {
    short: 'Checks variables against an argument specification',
    examples: `- ansible.builtin.validate_argument_spec:
    argument_spec:
      vlan: {type: int, required: true}
    provided_arguments:
      vlan: "{{ vlan }}"
`,
    returns: { argument_errors: 'One sentence for each problem.', argument_spec_data: 'The specification.' },
  },
  args: {
    argument_spec: { type: 'dict', required: true, description: 'Argument names and their options.' },
    provided_arguments: {
      type: 'dict',
      description: 'Values; names that are missing here are taken from the variables.',
    },
    validate_args_context: { type: 'dict', description: 'Where the specification comes from, for reports.' },
  },
  async run(args, ctx) {
    const { argument_spec: spec } = args;
    const doc = Dict.of({ argument_specs: Dict.of({ main: Dict.of({ options: spec }) }) });
    const entry = readRoleSpec(doc).get('main')!;
    const variables = new Dict();
    for (const name of spec.keys()) {
      const value = ctx.scope.get(String(name));
      if (value !== undefined) variables.set(name, value);
    }
    for (const [name, value] of args.provided_arguments ?? []) variables.set(name, value);
    const context = { validate_args_context: args.validate_args_context ?? new Dict() };
    const { messages, diagnostics } = checkRoleArguments(
      'validate_argument_spec',
      entry,
      variables,
      ctx.span,
    );
    if (messages.length === 0)
      return { changed: false, result: { ...context, msg: 'The arg spec validation passed' } };
    return {
      diagnostics,
      failed: `Validation of arguments failed:\n${messages.join('\n')}`,
      result: { ...context, argument_spec_data: spec, argument_errors: [...messages] },
    };
  },
});
