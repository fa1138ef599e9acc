import { playName } from '../engine/magic.js';
import { hostsText } from '../engine/playRun.js';
import type { Run } from '../engine/run.js';
import { selectHosts } from '../engine/selectHosts.js';
import { displayName } from '../engine/taskInfo.js';
import { accumulated, type Play, type Task, tasksIn } from '../playbook/ast.js';
import { roleTasks } from '../playbook/loadRole.js';
import { flattenTags, isSelected } from '../playbook/tags.js';
import type { Project } from './project.js';

export interface ListingOptions {
  readonly hosts: boolean;
  readonly tasks: boolean;
  readonly tags: boolean;
}

/** The text of `--list-hosts`, `--list-tasks` and `--list-tags`, as ansible-playbook prints it. */
export function listing(project: Project, what: ListingOptions): string {
  const lines: string[] = [];
  for (const { file, plays } of project.playbooks) {
    lines.push('', `playbook: ${file}`);
    plays.forEach((play, i) => {
      lines.push(...playListing(project.run, play, i + 1, what));
    });
  }
  return `${lines.join('\n')}\n`;
}

function playListing(run: Run, play: Play, number: number, what: ListingOptions): string[] {
  const { store, templar } = run.parts;
  const scope = store.parseScope(play, new Map());
  const playTags = flattenTags(accumulated(play, 'tags').map(({ value }) => value));
  const lines = [
    '',
    `  play #${number} (${hostsText(play)}): ${playName(play)}\tTAGS: [${playTags.join(',')}]`,
  ];
  if (what.hosts) {
    const hosts = selectHosts(run, play, scope);
    lines.push(
      `    pattern: [${[play.hosts]
        .flat()
        .map((host) => `'${String(host)}'`)
        .join(', ')}]`,
      `    hosts (${hosts.length}):`,
    );
    for (const host of hosts) lines.push(`      ${host}`);
  }
  if (!what.tasks && !what.tags) return lines;
  const all = new Set<string>();
  if (what.tasks) lines.push('    tasks:');
  for (const task of listedTasks(play)) {
    const tags = flattenTags(accumulated(task, 'tags').map(({ value }) => value));
    if (!isSelected(tags, run.parts.options.tags)) continue;
    for (const tag of tags) all.add(tag);
    if (what.tasks)
      lines.push(`      ${displayName(task, scope, templar)}\tTAGS: [${tags.toSorted().join(', ')}]`);
  }
  if (what.tags) lines.push(`      TASK TAGS: [${[...all].toSorted().join(', ')}]`);
  return lines;
}

function listedTasks(play: Play): Task[] {
  const nodes = [...play.preTasks, ...play.roles.flatMap(roleTasks), ...play.tasks, ...play.postTasks];
  return [...tasksIn(nodes)].filter((task) => !task.implicit || task.action !== 'meta');
}
