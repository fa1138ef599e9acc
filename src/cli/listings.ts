import { OMIT } from '../engine/magic.js';
import type { Run } from '../engine/run.js';
import { selectHosts } from '../engine/selectHosts.js';
import { rendered } from '../engine/taskInfo.js';
import { accumulated, nameOf, ownSpan, type Play, type Task, type TaskNode } from '../playbook/ast.js';
import { roleTasks } from '../playbook/loadRole.js';
import { flattenTags, isSelected } from '../playbook/tags.js';
import { shortAction } from '../value/pluginName.js';
import { pyStr } from '../value/repr.js';
import type { Project } from './project.js';

interface ListingOptions {
  readonly hosts: boolean;
  readonly tasks: boolean;
  readonly tags: boolean;
}

/** The text of `--list-hosts`, `--list-tasks` and `--list-tags`, as ansible-playbook prints it; of none of them: the names of the playbooks. */
export function listing(project: Project, what: ListingOptions): string {
  const lines: string[] = [];
  for (const { file, plays } of project.playbooks) {
    lines.push('', `playbook: ${file}`);
    if (!what.hosts && !what.tasks && !what.tags) continue;
    plays.forEach((play, i) => {
      lines.push(...playListing(project.run, play, i + 1, what));
    });
  }
  return `${lines.join('\n')}\n`;
}

function playListing(run: Run, play: Play, number: number, what: ListingOptions): string[] {
  const { templar } = run.parts;
  const scope = run.parseScope(play);
  const playTags = flattenTags(accumulated(play, 'tags').map(({ value }) => value));
  const hosts = templar.resolve(play.hosts, scope, { at: ownSpan(play, 'hosts') });
  const omitted = hosts === OMIT || hosts === null;
  const patterns = omitted ? [] : [hosts].flat().map(pyStr);
  const name = rendered(nameOf(play) ?? (hosts === null ? 'None' : patterns.join(',')), scope, templar);
  const lines = ['', `  play #${number} (${patterns.join(',')}): ${name}\tTAGS: [${playTags.join(',')}]`];
  if (what.hosts) {
    const hosts = selectHosts(run, play, scope);
    lines.push(
      `    pattern: ${omitted ? 'None' : `[${patterns.map((each) => `'${each}'`).join(', ')}]`}`,
      `    hosts (${hosts.length}):`,
    );
    for (const host of hosts) lines.push(`      ${host}`);
  }
  if (!what.tasks && !what.tags) return lines;
  const all = new Set<string>(playTags);
  if (what.tasks) lines.push('    tasks:');
  for (const task of listedTasks(play)) {
    const tags = taskTags(run, task);
    if (!isSelected(tags, run.parts.options.tags)) continue;
    for (const tag of tags) all.add(tag);
    if (what.tasks) lines.push(`      ${listedName(task)}\tTAGS: [${tags.toSorted().join(', ')}]`);
  }
  if (what.tags) lines.push(`      TASK TAGS: [${[...all].toSorted().join(', ')}]`);
  return lines;
}

/** Names stay as written: what they mention may be known only in the run. */
function listedName(task: Task): string {
  const name = nameOf(task);
  if (name === undefined) return task.action;
  const plain = task.role === undefined || shortAction(task.action) === 'include_role';
  return plain ? name : `${task.role.name} : ${name}`;
}

function listedTasks(play: Play): Task[] {
  const nodes = [...play.preTasks, ...play.roles.flatMap(roleTasks), ...play.tasks, ...play.postTasks];
  return nodes.flatMap(mainPath).filter((task) => !task.implicit || task.action !== 'meta');
}

/** The tasks that run when nothing fails: ansible-playbook leaves `rescue` and `always` out of its lists. */
function mainPath(node: TaskNode): Task[] {
  return node.kind === 'task' ? [node] : node.block.flatMap(mainPath);
}

/** The tags of a task; templates are rendered as far as they are known before the run. */
function taskTags(run: Run, task: Task): string[] {
  const { templar } = run.parts;
  const values = accumulated(task, 'tags').map(({ value }) => value);
  if (!values.some((value) => typeof value === 'string' && templar.isTemplate(value)))
    return flattenTags(values);
  const scope = run.parseScope(task);
  return flattenTags(values.map((value) => templar.resolve(value, scope)));
}
