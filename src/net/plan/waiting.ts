import { devicesOf } from '../object/device.js';
import type { PlanInput } from './plan.js';
import type { Wish } from './wish.js';

/**
 * The wishes that hold now. One that needs a device which may be missing and is waits, and keeps what the record says
 * of it; one that is only of use with such a device counts as not made.
 */
export function withoutWaiting(
  input: PlanInput,
  drift: string[],
): { readonly input: PlanInput; readonly waiting: ReadonlySet<Wish> } {
  const missing = [...(input.pending ?? [])].filter((name) => !input.read.state.has(`link ${name}`));
  if (missing.length === 0) return { input, waiting: new Set() };
  drift.push(`waiting for ${missing.join(', ')}`);
  const absent = new Set(missing);
  const wishes = input.wishes.filter(({ companion }) => companion === undefined || !absent.has(companion));
  const waiting = new Set(wishes.filter((wish) => needs(wish, absent)));
  return { input: { ...input, wishes }, waiting };
}

function needs({ object }: Wish, devices: ReadonlySet<string>): boolean {
  const needed = object.kind === 'link' ? [object.name, object.master, object.parent] : devicesOf(object);
  return needed.some((name) => devices.has(name));
}
