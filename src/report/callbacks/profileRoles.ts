import type { TaskInfo } from '../../events/events.js';
import { ProfileReporter } from './profileReporter.js';
import { filledLine, timeLine } from './stopwatch.js';

const WIDTH = 79;

/** The callback `profile_roles`: the time at each task, and at the end what each role (or module) took. */
export class ProfileRolesReporter extends ProfileReporter {
  protected keyOf(task: TaskInfo): string {
    return task.role ?? task.action;
  }

  protected summary(): void {
    const sorted = [...this.profiles].sort(([, a], [, b]) => b.elapsed - a.elapsed);
    for (const [name, { elapsed }] of sorted) this.display.line(timeLine(name, elapsed, WIDTH));
    const total = sorted.reduce((sum, [, { elapsed }]) => sum + elapsed, 0);
    this.display.line(filledLine('', '~'));
    this.display.line(timeLine('total', total, WIDTH));
  }
}
