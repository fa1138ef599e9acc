import type { LinkObject, NetState } from '../object/types.js';
import { freshLink, isAnother } from './change.js';
import { createLink } from './linkSteps.js';
import { linkIn } from './members.js';
import { digest } from './spelling.js';
import type { Step } from './step.js';

/** A link that stands ready under another name until its predecessor has gone. */
export interface Spare {
  readonly link: LinkObject;
  /** The name that it takes. */
  readonly name: string;
  /** Whether the change makes it, or takes it into use. */
  readonly part: 'make' | 'use';
}

/**
 * What stands ready for a VLAN that is made anew: the old one stays when the kernel refuses the new one, and the bridge
 * around it waits for two commands only. None while another VLAN of the device has the id, or the device itself changes.
 */
export function spareFor(after: LinkObject, current: NetState, goal: NetState): LinkObject | undefined {
  if (after.type !== 'vlan' || !stays(after.parent, current, goal)) return undefined;
  for (const other of current.values())
    if (other.kind === 'link' && other.parent === after.parent && tag(other) === tag(after)) return undefined;
  return { ...freshLink(after), name: `mw-${digest(after.name).slice(0, 8)}` };
}

/** The work of a change with the part of the spare link in it. */
export function withSpare(
  { link, name, part }: Spare,
  work: { readonly steps: readonly Step[]; readonly undo: readonly Step[] },
): { steps: readonly Step[]; undo: readonly Step[] } {
  const set = (...words: string[]): Step => ({ tool: 'ip', words: ['link', ...words] });
  if (part === 'use') {
    return {
      steps: [set('set', 'dev', link.name, 'name', name)],
      undo: [set('set', 'dev', name, 'name', link.name)],
    };
  }
  return {
    steps: [...createLink(link), ...work.steps],
    undo: [set('del', 'dev', link.name), ...work.undo],
  };
}

function tag({ type, options }: LinkObject): string {
  return type === 'vlan' ? `${options.protocol ?? '802.1q'} ${options.id}`.toLowerCase() : '';
}

/** Whether a device and all below it are there and are not made anew. */
function stays(name: string, current: NetState, goal: NetState): boolean {
  const [have, want] = [linkIn(current, name), linkIn(goal, name)];
  if (have === undefined || want === undefined || isAnother(have, want)) return false;
  return have.parent === '' || stays(have.parent, current, goal);
}
