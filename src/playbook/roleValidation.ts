import { join } from 'node:path';
import { readRoleSpec } from '../spec/roleSpec.js';
import { Dict, type Key, type Value } from '../value/types.js';
import { implicitTask, type Role } from './ast.js';
import type { LoadContext } from './context.js';
import { entryFile } from './roleFiles.js';

/** A role with an argument specification begins by checking its variables (Ansible documentation, "Role argument validation"). */
export function addArgumentValidation(ctx: LoadContext, role: Role, meta: Dict, entry: string): void {
  const file = entryFile(join(role.path, 'meta'), 'argument_specs');
  const content = file === undefined ? meta : ctx.files.load(file);
  const specs: Value | undefined = content instanceof Dict ? content.get('argument_specs') : undefined;
  const key: Key = entry.replace(/\.(ya?ml|json)$/, '');
  const spec = specs instanceof Dict ? specs.get(key) : undefined;
  if (!(spec instanceof Dict)) return;
  readRoleSpec(content);
  const short = spec.get('short_description');
  const args = new Dict([
    ['argument_spec', spec.get('options') ?? new Dict()],
    ['provided_arguments', new Dict()],
    [
      'validate_args_context',
      Dict.of({ type: 'role', name: role.shortName, argument_spec_name: key, path: role.path }),
    ],
  ]);
  const name = `Validating arguments against arg spec '${String(key)}'${typeof short === 'string' ? ` - ${short}` : ''}`;
  role.tasks.push(
    implicitTask(
      role,
      'ansible.builtin.validate_argument_spec',
      args,
      new Dict([
        ['name', name],
        ['tags', ['always']],
      ]),
      role,
    ),
  );
}
