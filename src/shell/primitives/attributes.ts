import { joinSh, type Sh, sh } from '../sh.js';
import { mustSucceed, type PrimitiveHost } from './host.js';
import { octal, ownerSpec } from './write.js';

export interface AttributeChange {
  readonly mode?: number | undefined;
  /** Name or number. */
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** Change a link itself (owner and group only; a link has no mode of its own). Default false. */
  readonly noFollow?: boolean;
}

/** The commands that set attributes: chown first, because it clears set-id bits. At most two forks for any number of paths. */
function attributeScript(paths: readonly string[], change: AttributeChange): Sh {
  const spec = ownerSpec(change.owner, change.group);
  const commands: Sh[] = [];
  if (spec !== '') commands.push(sh`chown ${change.noFollow ? sh`-h ` : sh``}-- ${spec} ${[...paths]}`);
  if (change.mode !== undefined) commands.push(sh`chmod -- ${octal(change.mode)} ${[...paths]}`);
  return commands.length === 0 ? sh`:` : joinSh(commands, ' && ');
}

/** Sets mode, owner and group of existing paths. Throws a DiagnosticError with the tool's words. */
export async function setAttributes(
  host: PrimitiveHost,
  paths: readonly string[],
  change: AttributeChange,
): Promise<void> {
  if (paths.length === 0) return;
  mustSucceed(await host.run(attributeScript(paths, change)), 'attributes', `set attributes of ${paths[0]}`);
}
