import type { TaskInfo } from '../../events/events.js';
import { taskPath } from '../taskPath.js';
import { ProfileReporter } from './profileReporter.js';
import { timeLine } from './stopwatch.js';

/** The callback `profile_tasks`: the time at each task, and at the end the tasks that took longest. */
export class ProfileTasksReporter extends ProfileReporter {
  protected keyOf(task: TaskInfo): string {
    return task.id;
  }

  protected summary(): void {
    const { order, limit } = this.options.profileTasks;
    const sign = order === 'ascending' ? 1 : order === 'descending' ? -1 : 0;
    const sorted = [...this.profiles.values()].sort((a, b) => sign * (a.elapsed - b.elapsed));
    for (const { task, elapsed } of sorted.slice(0, limit)) {
      this.display.line(timeLine(task.name, elapsed, this.display.columns));
      if (this.options.verbosity >= 2 && task.span)
        this.display.line(`${taskPath(task)} `.padEnd(this.display.columns, '-'));
    }
  }
}
