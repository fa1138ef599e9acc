import type { NetState } from '../object/types.js';
import { objectName } from './describe.js';
import type { PlanInput } from './plan.js';
import { wishKey } from './wish.js';

/**
 * What is odd about a host's rules, in sentences: the kernel takes a rule twice when only the protocol differs, and
 * keeps rules of devices that are gone.
 */
export function ruleDrift({ read, wishes }: PlanInput, state: NetState): string[] {
  const twice = read.duplicates.flatMap((object) =>
    object.kind === 'rule' ? [`${objectName(object)} is there twice`] : [],
  );
  const detached = [...read.detached].flatMap((key) => {
    const rule = state.get(key);
    if (rule?.kind !== 'rule' || rule.protocol !== '109') return [];
    if (wishes.some((wish) => wishKey(wish) === key)) return [];
    return [`${objectName(rule)} waits for a device that is gone; the next one of that name inherits it`];
  });
  return [...twice, ...detached];
}
