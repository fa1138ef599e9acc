import { sameObject } from '../../object/key.js';
import { missingDevices, obstacle } from '../problem.js';
import { type Wish, wishKey } from '../wish.js';
import type { Draft } from './draft.js';

/** What keeps a wished object from existing is a problem; in check mode it may wait for a device of a task before. */
export function checkPossible(draft: Draft, wish: Wish): void {
  const key = wishKey(wish);
  const goal = draft.state.get(key);
  if (goal === undefined || sameObject(goal, draft.input.read.state.get(key))) return;
  if (goal.kind === 'link' && !wish.given.includes('master') && !draft.state.has(`link ${goal.master}`)) {
    // the bridge that it was a port of goes, and nobody asked for another
    if (goal.master !== '') draft.state.set(key, { ...goal, master: '', port: {} });
  }
  const missing = missingDevices(draft.state.get(key)!, draft.state);
  if (draft.input.check && missing.length > 0) {
    draft.state.delete(key);
    const current = draft.input.read.state.get(key);
    if (current) draft.state.set(key, current);
    const line = `configure ${missing[0]} once it exists`;
    if (!draft.notes.includes(line)) draft.notes.push(line);
    return;
  }
  const reason = obstacle(draft.state.get(key)!, draft.state);
  if (reason) draft.problems.push({ path: wish.path, ...reason });
}
