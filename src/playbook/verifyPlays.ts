import { shortAction } from '../value/pluginName.js';
import { shareSpans } from '../yaml/spans.js';
import { type Block, type Play, type Role, type TaskNode, tasksIn } from './ast.js';

/** The entry file of a role that checks what the role has built and changes nothing. */
export const VERIFY_ENTRY = 'verify';

/**
 * The plays that check what given plays have built: of their roles, loaded with VERIFY_ENTRY as entry, what is there
 * to run, and nothing else. Each use of a role becomes a play of its own, so that one that fails does not keep the
 * others from being checked; facts are gathered where the play began.
 */
export function verifyPlays(plays: readonly Play[]): Play[] {
  return plays.flatMap((play) => {
    const parts = [
      ...play.preTasks.flatMap(pruned).map((node) => ({ tasks: [node] })),
      ...play.roles.filter(hasTasks).map((role) => ({ roles: [role] })),
      ...[...play.tasks, ...play.postTasks].flatMap(pruned).map((node) => ({ tasks: [node] })),
    ];
    return parts.map((part, i): Play => {
      const alone = { ...play, preTasks: [], roles: [], tasks: [], postTasks: [], ...part };
      return i === 0 ? alone : { ...alone, source: withoutGathering(play) };
    });
  });
}

function hasTasks(role: Role): boolean {
  return isFilled(role.tasks) || role.dependencies.some(hasTasks);
}

function isFilled(nodes: readonly TaskNode[]): boolean {
  return [...tasksIn(nodes)].some((task) => !task.implicit);
}

/** The part of a task or block that uses roles. */
function pruned(node: TaskNode): TaskNode[] {
  if (node.kind === 'task') return shortAction(node.action) === 'include_role' ? [node] : [];
  if (node.parent?.kind === 'role') return isFilled(node.block) ? [node] : [];
  const block: Block = {
    ...node,
    block: node.block.flatMap(pruned),
    rescue: [],
    always: node.always.flatMap(pruned),
  };
  return block.block.length + block.always.length > 0 ? [block] : [];
}

function withoutGathering({ source }: Play): Play['source'] {
  const copy = shareSpans(source, source.copy());
  copy.set('gather_facts', false);
  return copy;
}
