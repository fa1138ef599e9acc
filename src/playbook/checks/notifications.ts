import { type Diagnostic, diagnostic } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';
import { shortAction } from '../../value/pluginName.js';
import { valueSpan } from '../../yaml/spans.js';
import { nameOf, own, ownSpan, type Play, type Task, tasksIn } from '../ast.js';
import { DYNAMIC_INCLUDES } from '../keywords.js';
import { roleTasks } from '../loadRole.js';
import { mayBeTemplate } from './texts.js';

/**
 * The names under which the handlers of a play can be notified; undefined when that is known only in the run,
 * because a role or file included then may bring more, or because names are templates.
 */
export function handlerNames(play: Play): ReadonlySet<string> | undefined {
  const tasks = [
    ...play.preTasks,
    ...play.roles.flatMap(roleTasks),
    ...play.tasks,
    ...play.postTasks,
    ...play.handlers,
  ];
  for (const task of tasksIn(tasks)) if (DYNAMIC_INCLUDES.has(shortAction(task.action))) return undefined;
  const names = new Set<string>();
  for (const handler of tasksIn(play.handlers)) {
    const name = nameOf(handler);
    if (name !== undefined && mayBeTemplate(name)) return undefined;
    if (name !== undefined) names.add(name);
    if (name !== undefined && handler.role) names.add(`${handler.role.name} : ${name}`);
    for (const topic of [own(handler, 'listen') ?? []].flat()) names.add(String(topic));
  }
  return names;
}

/** Checks that the handlers a task notifies exist. Only a change notifies: it is an error when that happens. */
export function checkNotifications(task: Task, names: ReadonlySet<string>): Diagnostic[] {
  const notify = own(task, 'notify') ?? [];
  return [notify].flat().flatMap((name, i) => {
    if (typeof name !== 'string' || mayBeTemplate(name) || names.has(name)) return [];
    return [
      diagnostic(
        'unknown-handler',
        `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`,
        {
          severity: 'warning',
          span: (Array.isArray(notify) ? valueSpan(notify, i) : undefined) ?? ownSpan(task, 'notify'),
          fix: didYouMean(name, names) ?? 'add a handler of this name under "handlers"',
        },
      ),
    ];
  });
}
