import { DiagnosticError } from '../diag/diagnostic.js';
import type { Run } from '../engine/run.js';
import { selectHosts } from '../engine/selectHosts.js';
import type { Play } from '../playbook/ast.js';
import { isTagged, type Reach } from '../playbook/checks/certainty.js';

/** What this run is sure to come to: plays with hosts, tasks with the tags asked for. */
export function reachOf(run: Run): Reach {
  const { options } = run.parts;
  const wholePlays = options.startAtTask === undefined && !options.step;
  return {
    play: (play) => wholePlays && hasHosts(run, play),
    task: (task) => isTagged(task, options.tags),
  };
}

function hasHosts(run: Run, play: Play): boolean {
  try {
    return selectHosts(run, play, run.parseScope(play)).length > 0;
  } catch (error) {
    // the pattern may need what the user is asked for later
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
}
