import { resolve } from 'node:path';
import type { SourceSpan } from '../diag/span.js';
import type { TaskInfo } from '../events/events.js';

/** `/path/of/file.yml:12`: where a task is written; empty when that is not known. */
export function taskPath(task: TaskInfo): string {
  return placeOf(task.span);
}

/** A place as Ansible shows it: the whole path and the line. */
export function placeOf(span: SourceSpan | undefined): string {
  return span ? `${resolve(span.file)}:${span.line}` : '';
}
